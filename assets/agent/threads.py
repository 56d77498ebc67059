"""Threads: started, joined, ended.

Never knows locks or processes.
"""

import sys
import _thread
from types import FunctionType, MethodType

from . import actor as actors
from . import bell, depth, exceptions, names, refusals, run, shared, sync, things, trace, turns, values
from .actor import Numbers
from .faults import strip, stripped
from .line import getpid

# The originals: the script gets others in their place.
start_new_thread, new_lock = _thread.start_new_thread, _thread.allocate_lock


# What the library's own threads run, or which class they are of: those of its pools, of its executors and of its queues.
HELPERS = {"_handle_workers", "_handle_tasks", "_handle_results", "_feed", "_ExecutorManagerThread", "_do_shutdown"}


def short(thread):
    """A thread's name, shortened: `work 3` for `Thread-3 (work)`, `worker 2` for the second of an executor."""
    name = thread.name
    kind, _, number = name.partition("-")
    if kind in ("ThreadPoolExecutor", "InterpreterPoolExecutor"):
        pool, _, worker = number.partition("_")
        if pool.isdigit() and worker.isdigit():
            first = "" if pool == "0" else str(int(pool) + 1) + "."
            return "worker " + first + str(int(worker) + 1)
    if kind == "Thread" and number.isdigit() and is_timer(thread):
        return "timer " + number
    if kind == "Thread":
        number, _, target = number.partition(" ")
        if not target:
            target = getattr(getattr(thread, "_target", None), "__name__", "")
        target = target.strip("()")
        if number.isdigit() and target and target != "<lambda>":
            return target + " " + number
    return name


def of_lesson(thread):
    """What a lesson calls a thread; None: nothing particular, or it is no lesson."""
    target = getattr(thread, "_target", None) if run.names else None
    return names.of_lesson(getattr(target, "__name__", ""), Numbers.threads, {})


def is_timer(thread):
    """Whether it is the library's thread that waits before it calls something."""
    return getattr(sys.modules.get("threading"), "Timer", None) in values.mro_of(type(thread))


class Joins:
    """Who waits for a thread's end, by the thread's identity."""

    waiting = {}
    # The threads that have told their end: who joins one waits for nothing that could be told.
    over = set()
    # The first thread has come to its end, and waits for the others: who has waited for it goes on.
    first_has_ended = False

    @classmethod
    def ended(cls, thread):
        for actor in cls.waiting.pop(thread, ()):
            actor.bell.ring()

    @classmethod
    def is_over(cls, thread):
        """Whether a thread has told its end."""
        return thread.ident in cls.over and thread.ident not in run.actors

    @classmethod
    def naps(cls, actor, thread, until):
        """Waits for a thread's end, or until then."""
        bell.of(actor).hush()
        cls.waiting.setdefault(thread, []).append(actor)
        try:
            while thread in run.actors and bell.naps(actor, until):
                pass
        finally:
            waiting = cls.waiting.get(thread, [])
            if actor in waiting:
                waiting.remove(actor)


def has_room(starter):
    """Whether the terminal program has a descriptor left for another line."""
    if run.take(run.lines, 1, run.most_lines):
        return True
    refusals.tell(starter, "thread", "script_line")
    return False


def is_helper(thread):
    """Whether a thread is one that the library keeps for itself: it runs none of the script's lines."""
    target = dict(values.attributes(thread)).get("_target")
    named = target.__name__ if isinstance(target, (FunctionType, MethodType)) else None
    return named in HELPERS or values.name_of(type(thread)) in HELPERS


class Boot:
    """What a new thread does, from its birth to its end. Where Python shows what a thread was started with, it shows that."""

    def __init__(self, starter, name, function, arguments=(), keywords={}):
        # Where it is started, and what there was before it, is told first.
        starter.tells_where_it_is(sys._getframe(1))
        thread = getattr(function, "__self__", None)
        if thread is not None:
            shared.gives(sys._getframe(1), thread)
        Numbers.threads += 1
        self.identity = starter.identity.partition(".")[0] + ".t" + str(Numbers.threads)
        self.starter, self.name = starter.identity, of_lesson(thread) or name
        self.is_helper = thread is not None and is_helper(thread)
        self.is_daemon = thread is not None and dict(values.attributes(thread)).get("_daemonic") is True
        # Held until it has been told of.
        self.birth = new_lock()
        self.birth.acquire()
        self.function, self.arguments, self.keywords = function, arguments, keywords

    def __repr__(self):
        return repr(self.function)

    def __call__(self):
        depth.begins_with_ours()
        actor = None
        try:
            actor = actors.thread(self.identity, self.name, self.starter, getpid())
            if self.is_helper:
                actor.knows("helper", self.name)
            elif self.is_daemon:
                actor.knows("daemon", self.name)
            actor.thread = getattr(self.function, "__self__", None)
            if things.looked_at:
                things.look(actor)  # a pool has a worker more
            trace.begin()
        except OSError:
            pass  # it can't be heard, and runs unseen
        self.birth.release()
        how = {"return": "None"}

        def raised(error):
            nonlocal how
            how = {"raise": exceptions.words(error)}
            trace.is_raised(error)
            whose = run.current()
            if whose is not None and not whose.unseen:
                exceptions.uncaught(whose, error)

        hear(getattr(self.function, "__self__", None), raised)
        process = getpid()
        try:
            return self.function(*self.arguments, **self.keywords)
        except SystemExit:
            raise
        except BaseException as error:
            raised(error)
            leave_our_lines_out()
            raise
        finally:
            trace.end()
            depth.below.pop(_thread.get_ident(), None)
            # Where it has forked, it is the first thread of another process now, and no thread of that one's ends.
            if getpid() == process:
                run.give(run.lines, 1)
                # Who joins it says so before this, or says nothing: there is nothing to wait for any more.
                with turns.turn():
                    Joins.over.add(_thread.get_ident())
                    if actor is not None:
                        run.actors.pop(_thread.get_ident(), None)
                        if things.looked_at:
                            things.look(actor)  # a pool has a worker less
                        actor.tell("ended", how=how)
                        actor.leaves()
                Joins.ended(_thread.get_ident())


def hear(thread, raised):
    """A `Thread` catches what its `run()` raises and hands it to `threading.excepthook`: we hear of it there."""
    hook = getattr(thread, "_invoke_excepthook", None)
    if hook is None:
        return

    def invoke_excepthook(thread):
        thread._invoke_excepthook = hook
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, SystemExit):
            raised(error)
        hook(thread)

    thread._invoke_excepthook = invoke_excepthook


def leave_our_lines_out():
    """Python is about to say what a thread has raised: the agent's own lines don't belong there."""
    said = sys.unraisablehook

    def unraisablehook(args):
        sys.unraisablehook = said
        strip(args.exc_value)
        told = args.exc_type, args.exc_value, stripped(args.exc_traceback), args.err_msg, args.object
        said(type(args)(told))

    sys.unraisablehook = unraisablehook


def start(function, arguments, keywords={}):
    """`_thread.start_new_thread()`"""
    starter = run.current()
    if starter is None or not callable(function):
        return start_new_thread(function, arguments, keywords)
    if not has_room(starter):
        raise RuntimeError("can't start new thread")
    thread = getattr(function, "__self__", None)
    bootstrap = getattr(function, "__name__", "") == "_bootstrap"
    name = short(thread) if bootstrap else getattr(function, "__name__", "thread")
    boot = Boot(starter, name, function, arguments, keywords)
    identity = start_new_thread(boot, ())
    boot.birth.acquire()
    starter.happens()
    return identity


def threading(module):
    """The module `threading` has been imported."""
    join, shutdown = module.Thread.join, module._shutdown
    start_joinable = getattr(module, "_start_joinable_thread", None)
    # Who waits for the first thread, and in which call.
    awaited = []

    def start_joinable_thread(function, handle=None, daemon=True):
        starter = run.current()
        if starter is None:
            return start_joinable(function, handle=handle, daemon=daemon)
        if not has_room(starter):
            raise RuntimeError("can't start new thread")
        boot = Boot(starter, short(function.__self__), function)
        started = start_joinable(boot, handle=handle, daemon=daemon)
        boot.birth.acquire()
        starter.happens()
        return started

    def joins(self, timeout=None):
        waiter = run.current()
        if waiter is None or not self._started.is_set() or not self.is_alive() or self is module.current_thread():
            return join(self, timeout)
        if Joins.first_has_ended and self is module.main_thread():
            return join(self, timeout)
        named = names.of(self, names.own(sys._getframe(1))) or short(self)
        on = names.call(named + ".join()")
        naps = timeout is not None and type(timeout) in (int, float) and self.ident in run.actors and bell.can_nap()
        with turns.turn():
            if Joins.is_over(self):
                on = None
            else:
                said = for_whom(self, timeout, naps)
                waiter.tell("blocked", on=on, **said)
        if on is None:
            return join(self, timeout)
        if self is module.main_thread():
            awaited.append((waiter, on))
        is_late = False
        try:
            if naps:
                Joins.naps(waiter, self.ident, said["until_ns"])
                # It has told its end, and is about to come to it; or time is up.
                timeout = 0 if self.ident in run.actors else None
                is_late = timeout == 0
            return join(self, timeout)
        finally:
            if self is not module.main_thread() or (waiter, on) in awaited:
                waiter.tell("unblocked", on=on)
            if is_late:
                sync.gives_up(waiter, on)

    def for_whom(thread, timeout, naps=False):
        """For whom one waits who joins a thread, and whether a clock may end it."""
        said = {}
        actor = run.actors.get(thread.ident)
        if actor is not None:
            said["owner"] = actor.identity
        if naps:
            said["until_ns"] = run.clock() + int(max(0, timeout) * 1e9)
        elif timeout is None and actor is not None and not bell.alarm_is_set():
            said["parked"] = True
        return said

    def shuts_down():
        waiter = run.current()
        main = module.main_thread()
        others = [t for t in module.enumerate() if t is not main and not t.daemon and not Joins.is_over(t)]
        Joins.first_has_ended = True
        while waiter is not None and awaited:
            actor, on = awaited.pop()
            waiter.tell_of(actor.identity, "unblocked", on=on)
        if waiter is None or not others:
            return shutdown()
        on = short(others[0]) + ".join()"
        waiter.tell("blocked", on=on, **for_whom(others[0], None))
        try:
            return shutdown()
        finally:
            waiter.tell("unblocked", on=on)

    module._start_new_thread = start
    if start_joinable is not None:
        module._start_joinable_thread = start_joinable_thread
    module.Thread.join = joins
    module._shutdown = shuts_down


def install():
    _thread.start_new_thread = _thread.start_new = start
