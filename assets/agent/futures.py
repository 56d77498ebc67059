"""Tasks and futures, as asyncio keeps them: read as its own classes have them, whatever a class of the script's says.

Never knows a loop.
"""

from . import coroutines, exceptions, values

# What a task's steps are called by: of these types, or methods of these names.
WRAPPERS = {"TaskStepMethWrapper", "TaskWakeupMethWrapper"}
METHODS = {"builtin_function_or_method", "method"}
STEPS = {"__step", "__wakeup", "task_wakeup"}
# The tasks that are told of, by identity.
known = {}


class Classes:
    """The library's own, once it has been imported."""

    task = future = ()
    # Which loop this thread is in.
    running = staticmethod(lambda: None)


def attribute(thing, name):
    """An attribute of a task or a future, as the library keeps it."""
    return getattr(thing, name, None) if isinstance_of(thing, Classes.future) else None


def isinstance_of(thing, classes):
    return any(each in values.mro_of(type(thing)) for each in classes)


def task_of(callback):
    """The task that a callback is a step of; None: it is none of a task's."""
    kind = type(callback).__name__
    if kind not in WRAPPERS and (kind not in METHODS or callback.__name__ not in STEPS):
        return None
    return owner_of(callback)


def owner_of(method):
    """The task whose method this is; None: it is none of a task's."""
    owner = getattr(method, "__self__", None)
    return owner if owner is not None and isinstance_of(owner, Classes.task) else None


def coroutine_of(task):
    """The actor that a task is; None: it isn't told of."""
    found = known.get(id(task))
    alive = found is not None and found[0]() is task and found[1].generation == coroutines.Told.generation
    return found[1] if alive else None


def task_called(identity):
    """The task that is told of as this actor; None: it is gone."""
    for task, coroutine in list(known.values()):
        if coroutine.identity == identity:
            return task()
    return None


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


def thrown(handle, task):
    """What a step of a task begins with: the exception that has come of what it awaited, or its cancellation; None: neither."""
    future = handle._args[0] if handle._args else None
    if attribute(future, "_state") == "CANCELLED" or attribute(task, "_must_cancel"):
        return "CancelledError()"
    error = attribute(future, "_exception")
    return None if error is None else values.shown(error)


def outcome(task):
    error = attribute(task, "_exception")
    if error is not None:
        return {"raise": exceptions.words(error)}
    if attribute(task, "_state") == "CANCELLED":
        return {"raise": "asyncio.exceptions.CancelledError"}
    return {"return": values.shown(attribute(task, "_result"))}
