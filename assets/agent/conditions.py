"""The library's conditions, and what it builds of them: told when it changes. Locks wait; these say what for.

    notify ─┬─ by the script itself ─▶ message "notify": how many wake
            └─ by the library        ─▶ what it has the condition for has changed: a queue, an event, a barrier
Never knows how a thing is read.
"""

from sys import _getframe as getframe

from . import names, run, steps, things


def like(made, original):
    """A function of ours, called as the one that it stands for."""
    made.__name__, made.__doc__ = original.__name__, original.__doc__
    made.__qualname__ = getattr(original, "__qualname__", original.__name__)
    return made


def afterwards(kind, name, passes=False):
    """A method after which its thing is told of."""
    method = getattr(kind, name)

    def called(self, *arguments, **keywords):
        returned = method(self, *arguments, **keywords)
        actor = run.current()
        if actor is not None and returned is not False:
            if things.changed(actor, self, getframe(1)) and passes:
                put = arguments[0] if name == "put" and arguments else keywords.get("obj", keywords.get("item", returned))
                things.goes_through(actor, self, name, put)
        return returned

    setattr(kind, name, like(called, method))


def notifies(kind, waiting, is_owned):
    """`Condition.notify()`"""
    notify = kind.notify

    def notified(self, n=1):
        actor = run.current()
        if actor is not None and is_owned(self):
            caller = getframe(1)
            while caller.f_code.co_name in ("notify_all", "notifyAll") and steps.of(caller.f_code.co_filename) is None:
                caller = caller.f_back
            if steps.of(caller.f_code.co_filename) is None:
                things.around(actor, caller, True)
            elif things.changed(actor, self, caller):
                wake = str(min(n, waiting(self)))
                name = names.name(self, None, "thing ")
                actor.tell("message", **{"from": actor.identity}, to=name, verb="notify", value=wake)
        return notify(self, n)

    kind.notify = like(notified, notify)


def threading(module):
    """The module `threading` has been imported."""
    own = {module.Lock, module.RLock}
    notifies(
        module.Condition,
        lambda condition: len(condition._waiters),
        lambda condition: type(condition._lock) in own and condition._is_owned(),
    )
    afterwards(module.Event, "clear")
    afterwards(module.Semaphore, "acquire")
    module.Semaphore.__enter__ = module.Semaphore.acquire


def queue(module):
    """The module `queue` has been imported: its simple queue in C is replaced by the one in Python."""
    simple = module.SimpleQueue = module._PySimpleQueue
    simple.__name__ = simple.__qualname__ = "SimpleQueue"
    afterwards(module.SimpleQueue, "get", True)


def executors(module):
    """The module `concurrent.futures._base` has been imported: who begins with a call tells nobody else."""
    afterwards(module.Future, "set_running_or_notify_cancel")


def synchronize(module):
    """The module `multiprocessing.synchronize` has been imported."""
    count = things.value_of
    notifies(
        module.Condition,
        lambda condition: count(condition._sleeping_count) - count(condition._woken_count),
        lambda condition: condition._lock._semlock._is_mine(),
    )
    afterwards(module.Event, "set")
    afterwards(module.Event, "clear")


def queues(module):
    """The module `multiprocessing.queues` has been imported."""
    afterwards(module.Queue, "get", True)
    for name in "put", "get":
        afterwards(module.SimpleQueue, name, True)


def sharedctypes(module):
    """The module `multiprocessing.sharedctypes` has been imported."""
    make = module.SynchronizedBase.__init__

    def __init__(self, *arguments, **keywords):
        make(self, *arguments, **keywords)
        if run.current() is not None:
            things.begins(self)

    module.SynchronizedBase.__init__ = like(__init__, make)
