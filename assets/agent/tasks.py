"""The event loop of asyncio: its tasks, who of them is ready, its timers, and who awaits what.

    call_soon ─▶ message put ready ─▶ message get ─▶ the task runs, its thread is blocked in it ─┬─▶ suspended, "waits" = what it awaits
    call_at   ─▶ message put timers ─▶ … get ─▶ put ready                                       └─▶ ended
A task is told of when its first step is put into the queue: that is where it is made.
Never knows what a coroutine does.
"""

from _weakref import ref
from sys import _getframe as getframe

from . import bell, coroutines, exceptions, faults, names, run, steps, suspended, turns, values
from .actor import Numbers
from .coroutines import Coroutine, says
from .line import name as shortened

# Whose `__self__` may be asked for.
METHODS = {"TaskStepMethWrapper", "TaskWakeupMethWrapper", "builtin_function_or_method", "method"}
FUNCTIONS = {"function", "builtin_function_or_method", "method"}
# What a future does with a timer's end, and what one that gathers others is.
TIMER, GATHERS = "_set_result_unless_cancelled", "_GatheringFuture"
# What else of the library's in the queues is worth a word, and what it is called.
CALLBACKS = {"_done_callback": "gather", "_on_timeout": "timeout", "_on_completion": "wait", "_release_waiter": "wait_for"}
# What `asyncio.run` does when all is over.
AFTERWARDS = {"shutdown_asyncgens", "shutdown_default_executor"}
# So many are awaited at once by name.
MOST_NAMES = 4
# So many calls lie at most between what makes a task and what puts it into the queue.
MOST_CALLS = 8

NANOSECONDS = 1_000_000_000
# How far a loop's clock goes on when it is asked.
TICK = 1000

# The tasks that are told of, by identity.
known = {}


class Classes:
    """The library's own, once it has been imported."""

    task = future = ()


def attribute(thing, name):
    """An attribute of a task or a future, as the library keeps it."""
    return getattr(thing, name, None) if isinstance_of(thing, Classes.future) else None


def isinstance_of(thing, classes):
    return any(each in values.mro_of(type(thing)) for each in classes)


def task_of(callback):
    """The task that a callback is a step of; None: it is none of a task's."""
    if type(callback).__name__ not in METHODS:
        return None
    owner = getattr(callback, "__self__", None)
    return owner if owner is not None and isinstance_of(owner, Classes.task) else None


def coroutine_of(task):
    """The actor that a task is; None: it isn't told of."""
    found = known.get(id(task))
    alive = found is not None and found[0]() is task and found[1].generation == coroutines.Told.generation
    return found[1] if alive else None


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

    def time(self):
        """What its clock says, in nanoseconds. No two answers are the same: timers go by them."""
        actor = run.current()
        if actor is not None:
            self.actor = getattr(actor, "carrier", actor)
        self.asked += 1
        return self.began + self.asked * TICK + (0 if self.actor is None else self.actor.waited)

    def tells_time(self, actor):
        """Says what its clock says, where that is something else."""
        said = "%.2f" % ((self.time() - self.began) / NANOSECONDS)
        if said != self.said:
            self.said = said
            actor.knows("clock", said)

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
            says(actor, "message", **{"from": actor.identity, "to": queue}, verb="put", value=value)

    def get(self, told, queue, handle):
        value, actor = told.pop(id(handle), None), run.current()
        if value is not None and actor is not None:
            says(actor, "message", **{"from": queue, "to": actor.identity}, verb="get", value=value)


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
            handle = deque.popleft(self)
            try:
                self.queue.get(self.queue.is_ready, self.queue.ready, handle)
            except BaseException as error:
                failed("a task that is next", error)
            return handle

    Ready.__name__ = Ready.__qualname__ = "deque"
    Ready.__module__ = "collections"
    return Ready


def queue_of(loop):
    """What was told of a loop; None: nothing."""
    return getattr(getattr(loop, "_ready", None), "queue", None)


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


def futures(module):
    """The module `asyncio.tasks` has been imported."""
    Classes.task = module.Task, module._PyTask
    Classes.future = module.Task, module._PyTask, module.futures.Future, module.futures._PyFuture
    Classes.coro_of = lambda task: of_class(task, "get_coro")
    Classes.name_of = lambda task: str(of_class(task, "get_name"))


def of_class(task, name):
    """A method of the library's, whatever a class of the script's has in its place."""
    for each in Classes.task:
        if each in values.mro_of(type(task)):
            return getattr(each, name)(task)
    return None


def events(module):
    """The module `asyncio.events` has been imported."""
    run_it = module.Handle._run

    def _run(self):
        actor = run.current()
        task = None if actor is None or actor.unseen else task_of(self._callback)
        coroutine = None if task is None else coroutine_of(task)
        if coroutine is None or coroutine.by is not None:
            return run_it(self)
        begins(actor, coroutine)
        try:
            return run_it(self)
        finally:
            try:
                stops(actor, coroutine, task)
            except BaseException as error:
                failed("a task's step", error)

    _run.__qualname__ = run_it.__qualname__
    module.Handle._run = _run


def begins(by, coroutine):
    """A step of a task begins."""
    carrier = getattr(by, "carrier", by)
    coroutine.carrier, coroutine.by, coroutine.implied = carrier, by, False
    coroutine.kept, carrier.flying = carrier.flying, coroutine.kept
    coroutines.alive.pop(coroutine.identity, None)
    carrier.coming.append((by, coroutine, None))
    carrier.inside = coroutine
    if not carrier.goal.is_calm():
        coroutines.tells_who_comes(carrier, "send", "None")


def stops(by, coroutine, task):
    """It is over: the task is suspended, or done."""
    carrier = coroutine.carrier
    is_done = attribute(task, "_state") != "PENDING"
    was_told = not any(each is coroutine for _, each, _ in carrier.coming)
    if is_done and not was_told:
        coroutines.tells_who_comes(carrier, "send", "None")
    elif not was_told:
        carrier.coming.clear()
    coroutine.kept, carrier.flying = carrier.flying, coroutine.kept
    carrier.inside, coroutine.by = by, None
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


def outcome(task):
    error = attribute(task, "_exception")
    if error is not None:
        return {"raise": exceptions.words(error)}
    if attribute(task, "_state") == "CANCELLED":
        return {"raise": "asyncio.exceptions.CancelledError"}
    return {"return": values.shown(attribute(task, "_result"))}


def awaited(task, coroutine):
    """What a suspended task waits for, as its program would write it: another task by its name."""
    waiter = attribute(task, "_fut_waiter")
    if waiter is None:
        return ""
    if coroutine_of(waiter) is not None:
        return coroutine_of(waiter).name
    if values.name_of(type(waiter)) == GATHERS:
        return "gather(" + several(waiter._children) + ")"
    own, call = chain(Classes.coro_of(task))
    if call is None:
        return coroutine.stands_in or values.name_of(type(waiter)).lower()
    frame = suspended.frame_of(call)
    called = call.cr_code.co_name
    if frame is None:
        return called + "()"
    if called == "__aexit__" and "_tasks" in dict(values.attributes(names.its_self(frame))):
        return "TaskGroup(" + several(names.its_self(frame)._tasks) + ")"
    thing = names.its_self(frame)
    if thing is None:
        first = frame.f_code.co_varnames[:1] if frame.f_code.co_argcount else ()
        simple = [values.shown(frame.f_locals[name]) for name in first if type(frame.f_locals.get(name)) in values.SIMPLE]
        return called + "(" + ", ".join(simple) + ("…" if first and not simple else "") + ")"
    found = names.of(thing, suspended.frame_of(own)) if own is not None else None
    called = CALLS.get(called, called)
    return (found or values.name_of(type(thing)).lower()) + "." + called + "()"


# What a call that is made by syntax is called.
CALLS = {"__aenter__": "acquire", "__aexit__": "release", "__anext__": "next"}


def several(tasks):
    """The names of those of some tasks that aren't done."""
    found = []
    for task in list(tasks):
        coroutine = coroutine_of(task)
        if attribute(task, "_state") == "PENDING":
            found.append(coroutine.name if coroutine is not None else values.name_of(type(task)).lower())
    found.sort()
    return ", ".join(found[:MOST_NAMES]) + ", …" * (len(found) > MOST_NAMES)


def chain(coro):
    """Of those who await one another from here on: the last that is the script's own, and whom of the library's it awaits."""
    own = call = None
    while type(coro) is suspended.COROUTINE_TYPE:
        if steps.of(coro.cr_code.co_filename) is not None:
            own, call = coro, None
        elif call is None:
            call = coro
        coro = coro.cr_await
    return own, call
