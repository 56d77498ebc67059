"""The event loop of asyncio: its tasks, who of them is ready, and its timers.

    call_soon ─▶ message put ready ─▶ message get ─▶ the task runs, its thread is blocked in it ─┬─▶ suspended, "waits" = what it awaits
    call_at   ─▶ message put timers ─▶ … get ─▶ put ready                                       └─▶ ended
A task is told of when its first step is put into the queue: that is where it is made.
Never knows what a coroutine does.
"""

from _weakref import ref
from sys import _getframe as getframe

from . import bell, coroutines, faults, place, refusals, run, steps, suspended, things, turns, values
from .actor import Numbers
from .coroutines import Coroutine, says
from .futures import METHODS, Classes, attribute, coroutine_of, known, outcome, owner_of, task_of, thrown
from .line import heard, name as shortened
from .waits import awaited

FUNCTIONS = {"function", "builtin_function_or_method", "method"}
# What a future does with a timer's end.
TIMER = "_set_result_unless_cancelled"
# What else of the library's in the queues is worth a word, and what it is called.
CALLBACKS = {"_done_callback": "gather", "_on_timeout": "timeout", "_on_completion": "wait", "_release_waiter": "wait_for"}
# What `asyncio.run` does when all is over.
AFTERWARDS = {"shutdown_asyncgens", "shutdown_default_executor"}
# So many calls lie at most between what makes a task and what puts it into the queue.
MOST_CALLS = 8

NANOSECONDS = 1_000_000_000
TICK = 1000  # how far a loop's clock goes on when it is asked


def born(actor, task):
    """A task begins to be told of."""
    coro, named = Classes.coro_of(task), given_name(getframe(1))
    if coroutines.Told.count >= coroutines.MOST or names_of_type(coro) in AFTERWARDS:
        return None
    frame = suspended.frame_of(coro) if type(coro) in suspended.TYPES else None
    called = Classes.name_of(task) if named is None else named
    if called[:5] == "Task-" and called[5:].isdigit():
        called = coroutines.called(frame) if frame is not None else names_of_type(coro)
    walk = None
    if frame is not None and coroutines.is_told(frame.f_code) and steps.of(frame.f_code.co_filename) is not None:
        walk = frame.f_trace if hasattr(frame.f_trace, "coroutine") else coroutines.Told.walk(steps.of(frame.f_code.co_filename))
        frame.f_trace = walk
    carrier = getattr(actor, "carrier", actor)
    coroutine = Coroutine(carrier, coroutines.numbered(called), walk)
    coroutine.is_task = True
    if walk is not None:
        walk.coroutine = coroutine
    identity = id(task)
    known[identity] = ref(task, lambda _: known.pop(identity, None)), coroutine
    Numbers.tasks += 1
    coroutines.says_born(coroutine, actor)
    return coroutine


def names_of_type(coro):
    called = getattr(coro, "__name__", None) if type(coro) in suspended.TYPES else None
    return called if type(called) is str else values.name_of(type(coro))


def given_name(frame):
    """The name that a task is given: before 3.13 it is made first."""
    for _ in range(MOST_CALLS):
        frame = frame.f_back
        if frame is None:
            return None
        if frame.f_code.co_name == "create_task" and "/asyncio/" in frame.f_code.co_filename:
            name = frame.f_locals.get("name")
            if type(name) is str:
                return name
    return None


class Queues:
    """How the queues of one loop are called, and what of them was told. Its clock goes on while its thread waits, not while it is
    stepped: what begins in one turn of the loop ends in one."""

    count = 0

    def __init__(self):
        Queues.count += 1
        more = "" if Queues.count == 1 else "#" + str(Queues.count)
        self.ready, self.timers = "ready" + more, "timers" + more
        # What was put in, by the handle's identity.
        self.is_ready, self.is_timed = {}, {}
        # Who sleeps until somebody wakes it, and in what.
        self.asleep = []
        self.began, self.asked, self.actor = run.clock(), 0, None
        self.said = ""
        # Who was chosen to go next, instead of the first in the queue.
        self.chosen = None

    def time(self):
        """What its clock says, in nanoseconds. No two answers are the same: timers go by them."""
        actor = run.current()
        if actor is not None:
            self.actor = getattr(actor, "carrier", actor)
        self.asked += 1
        return self.now()

    def now(self):
        """The same, of who asks only what time it is; also while its thread waits."""
        return self.began + self.asked * TICK + (0 if self.actor is None else self.actor.has_waited())

    def tells_time(self, actor):
        """Says what its clock says, where that is something else."""
        self.time()
        self.tells_now(actor)

    def tells_now(self, actor):
        """The same, without asking it: somebody of its process looks at it, also in another thread."""
        said = "%.2f" % ((self.now() - self.began) / NANOSECONDS)
        carrier = getattr(actor, "carrier", actor)
        if said != self.said and not carrier.untold:
            self.said = said
            carrier.line.tell(self.actor.identity, "fact", {"key": "clock", "value": said, "source": "demo"})

    def is_here(self):
        """Whether it is of this process, with a clock that goes by who waits."""
        return run.takes_its_time() and self.actor in run.actors.values()

    def tells_when(self, told, actor):
        """A timer says nothing to who doesn't know what time it is."""
        if told is self.is_timed:
            self.tells_time(actor)

    def wakes(self, actor):
        """Another thread wakes it: from here on it doesn't sleep, whenever it will say so itself."""
        if self.asleep and self.asleep[0][0] is not getattr(actor, "carrier", actor):
            try:
                sleeper, on = self.asleep.pop()
            except IndexError:
                return  # it has woken
            actor.tell_of(sleeper.identity, "unblocked", on=on)

    def put(self, told, queue, handle, value):
        actor = run.current()
        if value is not None and actor is not None and not actor.goal.is_calm():
            told[id(handle)] = value
            self.tells_when(told, actor)
            says(actor, "message", **{"from": actor.identity, "to": queue}, verb="put", value=value)

    def get(self, told, queue, handle):
        value, actor = told.pop(id(handle), None), run.current()
        if value is not None and actor is not None:
            self.tells_when(told, actor)
            says(actor, "message", **{"from": queue, "to": actor.identity}, verb="get", value=value)


# The loops there are.
loops = []


def tells_clocks(actor):
    """Before somebody stands: what the clocks of this process's loops say by now, also where none of them could look."""
    for each in list(loops):
        loop = each()
        queue = queue_of(loop)
        if queue is None or loop._closed:
            loops.remove(each)
        elif queue.said and loop._thread_id is not None and queue.is_here():
            queue.tells_now(actor)


def title(handle, actor):
    """What a handle is called: the task whose step it is, or its function. None: it is the library's own."""
    callback = handle._callback
    task = task_of(callback)
    if task is not None:
        coroutine = coroutine_of(task) or born(actor, task)
        return None if coroutine is None else coroutine.name
    if type(callback).__name__ not in FUNCTIONS:
        return None
    called = callback.__name__
    if called == TIMER:
        return whose_timer(handle, actor) + ": timer"
    whose = None if type(callback).__name__ not in METHODS else coroutine_of(owner_of(callback))
    if whose is not None:
        return whose.name + "." + called
    code = getattr(callback, "__code__", None)
    is_own = code is None or steps.of(code.co_filename) is not None
    return CALLBACKS.get(called, shortened(called) if is_own and called[:1] != "_" else None)


def whose_timer(handle, actor):
    """The name of the task that sleeps until then."""
    for task in list(known.values()):
        if attribute(task[0](), "_fut_waiter") is handle._args[0]:
            return task[1].name
    return its_task(actor).name


def its_task(actor):
    """The task that an asynchronous generator runs in; of any other, itself."""
    while getattr(actor, "by", None) is not None and not actor.is_task:
        actor = actor.by
    return actor


def ready_of(deque):
    """The class of what a loop keeps in it who is ready, in order."""

    class Ready(deque):
        def append(self, handle):
            # Whoever falls asleep meanwhile looks first whether somebody is ready.
            with turns.turn():
                self.puts(handle)
                deque.append(self, handle)

        def puts(self, handle):
            try:
                actor, queue = run.current(), self.queue
                if actor is not None and not actor.unseen:
                    queue.wakes(actor)
                    queue.get(queue.is_timed, queue.timers, handle)
                    queue.put(queue.is_ready, queue.ready, handle, title(handle, actor))
            except BaseException as error:
                failed("a task that becomes ready", error)

        def popleft(self):
            handle = None if self.queue.chosen is None else self.takes_chosen()
            handle = deque.popleft(self) if handle is None else handle
            try:
                self.queue.get(self.queue.is_ready, self.queue.ready, handle)
            except BaseException as error:
                failed("a task that is next", error)
            return handle

        def takes_chosen(self):
            chosen, self.queue.chosen = self.queue.chosen, None
            actor = run.current()
            if actor is not None:
                is_chosen(actor, "")
            for at, handle in enumerate(self):
                if is_step_of(handle, chosen):
                    del self[at]
                    return handle
            return None

    Ready.__name__ = Ready.__qualname__ = "deque"
    Ready.__module__ = "collections"
    return Ready


def queue_of(loop):
    """What was told of a loop; None: nothing."""
    return getattr(getattr(loop, "_ready", None), "queue", None)


def is_step_of(handle, coroutine):
    task = task_of(handle._callback)
    return task is not None and not handle._cancelled and coroutine_of(task) is coroutine


def choose(actor, command):
    """The student says which of the ready tasks goes next. The loop itself takes the first, always."""
    identity = heard(command).get("next")
    coroutine, ready = coroutines.told.get(identity), getattr(Classes.running(), "_ready", ())
    queue = getattr(ready, "queue", None)
    if coroutine is None or queue is None or not any(is_step_of(handle, coroutine) for handle in list(ready)):
        refusals.tell(actor, coroutine.name if coroutine is not None else identity, "script_not_ready")
        return
    queue.chosen = coroutine
    is_chosen(actor, coroutine.name)


def is_chosen(actor, name):
    """Says of the loop's thread who goes next."""
    actor.tells_what_it_ran()
    actor.line.tell(getattr(actor, "carrier", actor).identity, "fact", {"key": "chosen", "value": name, "source": "demo"})


def failed(what, error):
    if not faults.is_ours(error):
        raise error
    faults.fault(run.current(), what, error)


def base_events(module):
    """The module `asyncio.base_events` has been imported."""
    kind, Ready = module.BaseEventLoop, ready_of(module.collections.deque)
    make, at, cancelled = kind.__init__, kind.call_at, kind._timer_handle_cancelled

    def __init__(self, *arguments, **keywords):
        make(self, *arguments, **keywords)
        if run.current() is not None:
            self._ready = Ready()
            self._ready.queue = Queues()
            loops.append(ref(self))
            if type(self).time is not kind.time:
                self._ready.queue.began = 0  # a class of the script's has a clock of its own
            elif bell.can_nap():
                self.time = clock_of(self._ready.queue)

    def call_at(self, when, callback, *arguments, **keywords):
        handle = at(self, when, callback, *arguments, **keywords)
        actor = run.current()
        queue = queue_of(self)
        if actor is not None and queue is not None:
            is_sleep = type(callback).__name__ in FUNCTIONS and callback.__name__ == TIMER
            name = its_task(actor).name if is_sleep else title(handle, actor)
            after = when - queue.began / NANOSECONDS
            queue.put(queue.is_timed, queue.timers, handle, name and "%s %.2f" % (name, after))
        return handle

    def _timer_handle_cancelled(self, handle):
        queue = queue_of(self)
        if queue is not None:
            queue.get(queue.is_timed, queue.timers, handle)
        return cancelled(self, handle)

    for made in __init__, call_at, _timer_handle_cancelled:
        original = getattr(kind, made.__name__)
        made.__qualname__, made.__doc__ = original.__qualname__, original.__doc__
        setattr(kind, made.__name__, made)


def clock_of(queue):
    """`loop.time()`"""

    def time():
        return queue.time() / NANOSECONDS

    return time


def events(module):
    """The module `asyncio.events` has been imported."""
    run_it = module.Handle._run
    Classes.running = staticmethod(module._get_running_loop)

    def _run(self):
        actor = run.current()
        task = None if actor is None or actor.unseen else task_of(self._callback)
        coroutine = None if task is None else coroutine_of(task)
        if coroutine is None or coroutine.by is not None:
            return run_it(self)
        begins(actor, coroutine, thrown(self, task))
        try:
            return run_it(self)
        finally:
            try:
                stops(actor, coroutine, task)
            except BaseException as error:
                failed("a task's step", error)

    _run.__qualname__ = run_it.__qualname__
    module.Handle._run = _run


def begins(by, coroutine, error=None):
    """A step of a task begins."""
    carrier = getattr(by, "carrier", by)
    coroutine.carrier, coroutine.by, coroutine.implied = carrier, by, False
    coroutine.kept, carrier.flying = carrier.flying, coroutine.kept
    coroutines.alive.pop(coroutine.identity, None)
    carrier.coming.append((by, coroutine, None))
    carrier.inside = coroutine
    if not carrier.goal.is_calm():
        place.tell(by, getframe(1), moved=True)  # it is in `asyncio.run()`, or the like
        coroutines.tells_who_comes(carrier, "send" if error is None else "throw", error or "None")


def stops(by, coroutine, task):
    """It is over: the task is suspended, or done."""
    carrier = coroutine.carrier
    is_done = attribute(task, "_state") != "PENDING"
    was_told = not any(each is coroutine for _, each, _ in carrier.coming)
    if is_done and not was_told:
        coroutines.tells_who_comes(carrier, "send", "None")
    elif not was_told:
        carrier.coming.clear()
    if things.looked_at and not carrier.unseen:
        things.look(coroutine)
    coroutine.kept, carrier.flying = carrier.flying, coroutine.kept
    carrier.inside, coroutine.by, coroutine.is_placed = by, None, False
    if is_done:
        coroutine.is_over = True
        says(coroutine, "ended", how=outcome(task))
        by.goal.happens()
        says(by, "unblocked", on=coroutine.on)
    elif was_told:
        coroutines.alive[coroutine.identity] = coroutine
        waits = awaited(task, coroutine)
        if waits != coroutine.waits:
            coroutine.waits = waits
            says(coroutine, "fact", key="waits", value=waits, source="demo")
        says(coroutine, "state", state="suspended", source="demo")
        says(by, "unblocked", on=coroutine.on)
