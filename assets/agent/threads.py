"""Threads: started, joined, ended.

Never knows locks or processes.
"""

import sys
import _thread

from . import actor as actors
from . import exceptions, names, run, trace
from .actor import Numbers
from .faults import stripped
from .line import getpid

# The originals: the script gets others in their place.
start_new_thread, new_lock = _thread.start_new_thread, _thread.allocate_lock


def short(thread):
    """A thread's name, shortened: `work 3` for `Thread-3 (work)`, `worker 2` for the second of an executor."""
    name = thread.name
    kind, _, number = name.partition("-")
    if kind == "ThreadPoolExecutor":
        pool, _, worker = number.partition("_")
        if pool.isdigit() and worker.isdigit():
            first = "" if pool == "0" else str(int(pool) + 1) + "."
            return "worker " + first + str(int(worker) + 1)
    if kind == "Thread":
        number, _, target = number.partition(" ")
        if not target:
            target = getattr(getattr(thread, "_target", None), "__name__", "")
        target = target.strip("()")
        if number.isdigit() and target and target != "<lambda>":
            return target + " " + number
    return name


def has_room(starter):
    """Whether the terminal program has a descriptor left for another line."""
    if run.take(run.lines, 1, run.most_lines):
        return True
    starter.tell(
        "refused",
        what="thread",
        why="the explorer has no descriptor left for its line; start fewer threads at once, or raise its limit (`ulimit -n`)",
    )
    return False


class Boot:
    """What a new thread does, from its birth to its end. Where Python shows what a thread was started with, it shows that."""

    def __init__(self, starter, name, function, arguments=(), keywords={}):
        # Where it is started, and what there was before it, is told first.
        starter.tells_where_it_is(sys._getframe(1))
        Numbers.threads += 1
        self.identity = starter.identity.partition(".")[0] + ".t" + str(Numbers.threads)
        self.starter, self.name = starter.identity, name
        # Held until it has been told of.
        self.birth = new_lock()
        self.birth.acquire()
        self.function, self.arguments, self.keywords = function, arguments, keywords

    def __repr__(self):
        return repr(self.function)

    def __call__(self):
        actor = None
        try:
            actor = actors.thread(self.identity, self.name, self.starter, getpid())
            trace.begin()
        except OSError:
            pass  # it can't be heard, and runs unseen
        self.birth.release()
        how = {"return": "None"}

        def raised(error):
            nonlocal how
            how = {"raise": exceptions.words(error)}
            if actor is not None and not actor.unseen:
                exceptions.uncaught(actor, error)

        hear(getattr(self.function, "__self__", None), raised)
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
            run.give(run.lines, 1)
            if actor is not None:
                run.actors.pop(_thread.get_ident(), None)
                actor.tell("ended", how=how)
                actor.line.hang_up()


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
        traceback = stripped(args.exc_traceback)
        told = args.exc_type, args.exc_value, traceback, args.err_msg, args.object
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
        named = names.of(self, names.own(sys._getframe(1))) or short(self)
        on = names.call(named + ".join()")
        waiter.tell("blocked", on=on, **for_whom(self, timeout))
        try:
            return join(self, timeout)
        finally:
            waiter.tell("unblocked", on=on)

    def for_whom(thread, timeout):
        """For whom one waits who joins a thread, and whether a clock may end it."""
        said = {}
        actor = run.actors.get(thread.ident)
        if actor is not None:
            said["owner"] = actor.identity
        if timeout is not None:
            said["until_ns"] = run.clock() + int(max(0, timeout) * 1e9)
        elif actor is not None:
            said["parked"] = True
        return said

    def shuts_down():
        waiter = run.current()
        main = module.main_thread()
        others = [t for t in module.enumerate() if t is not main and not t.daemon]
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
