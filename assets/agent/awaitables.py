"""asyncio's locks, events, semaphores, barriers and queues: told as those of threads are. The loop lets one task run at a time, so how
each is can be looked at whenever a task stands or is suspended.

    made ─▶ fresh ─ somebody stands ─▶ "lock a" = free ─ looked at ─▶ locked now: by the task that has run since
Never knows what is done with them.
"""

from _weakref import ref
from sys import _getframe as getframe

from . import coroutines, run, things, values
from .conditions import like

FREE = "free"
# What puts a value into a queue, and takes one out, without waiting; who waits for that calls these.
PUTS, GETS = "put_nowait", "get_nowait"

# Who has each lock, by its identity.
owners = {}


def lock(thing):
    """Who has a lock, by name; None: it isn't known."""
    identity = id(thing)
    if not things.of(thing).get("_locked"):
        owners.pop(identity, None)
        return FREE
    known = owners.get(identity)
    if known is None or known[0]() is not thing:
        by = task_that_runs()
        if by is None:
            return None
        known = owners[identity] = ref(thing, lambda _: owners.pop(identity, None)), by.name
    return known[1]


def task_that_runs():
    """The task that this thread is in."""
    actor = run.current()
    while isinstance(actor, coroutines.Coroutine) and not actor.is_task:
        actor = actor.by
    return actor if isinstance(actor, coroutines.Coroutine) else None


def event(has, kind):
    return "event set" if has["_value"] else "event clear"


def semaphore(has, kind):
    return "semaphore %d %d" % (has["_value"], has.get("_bound_value", 0))


def barrier(has, kind):
    state = getattr(has["_state"], "name", "")
    return "barrier broken" if state == "BROKEN" else "barrier %d %d" % (has["_count"], has["_parties"])


def makes(kind):
    """One of these has been made."""
    make = kind.__init__

    def __init__(self, *arguments, **keywords):
        make(self, *arguments, **keywords)
        if run.current() is not None and id(self) not in things.names.given:
            things.begins(self)

    kind.__init__ = like(__init__, make)


def passes(kind, name):
    """A method by which a value goes through a queue."""
    method = getattr(kind, name)

    def called(self, *arguments, **keywords):
        returned = method(self, *arguments, **keywords)
        actor = run.current()
        if actor is not None and things.changed(actor, self, getframe(1)):
            item = (*arguments, *keywords.values(), returned)[0] if name == PUTS else returned
            things.goes_through(actor, self, name[:3], item)
        return returned

    setattr(kind, name, like(called, method))


def locks(module):
    """The module `asyncio.locks` has been imported."""
    for name in "Lock", "Event", "Condition", "Semaphore", "Barrier":
        if hasattr(module, name):
            makes(getattr(module, name))


def queues(module):
    """The module `asyncio.queues` has been imported."""
    makes(module.Queue)
    passes(module.Queue, PUTS)
    passes(module.Queue, GETS)


things.HELD.add(lock)
things.READ["asyncio.locks"] = {
    "Lock": lock, "Event": event, "Semaphore": semaphore, "BoundedSemaphore": semaphore, "Barrier": barrier,
    "Condition": things.condition,
}  # fmt: skip
things.READ["asyncio.queues"] = dict.fromkeys(("Queue", "LifoQueue", "PriorityQueue"), things.queue)
things.LOOKED_AT.update((lock, event, semaphore, barrier))
