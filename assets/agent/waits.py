"""What a suspended task awaits, as its program would write it: down to the last call that is the script's own, and whom of the library's that
awaits.

Never knows who is next.
"""

from . import names, steps, suspended, values
from .futures import Classes, attribute, coroutine_of

GATHERS = "_GatheringFuture"
# So many are awaited at once by name.
MOST_NAMES = 4
# By which one that shields another lets it go.
SHIELDS = "_outer_done_callback"
# What a call that is made by syntax is called.
CALLS = {"__aenter__": "acquire", "__aexit__": "release", "__anext__": "next"}


def awaited(task, coroutine):
    """What a suspended task waits for, as its program would write it: another task by its name."""
    waiter = attribute(task, "_fut_waiter")
    if waiter is None:
        return ""
    if coroutine_of(waiter) is not None:
        return coroutine_of(waiter).name
    if values.name_of(type(waiter)) == GATHERS:
        return "gather(" + several(waiter._children) + ")"
    inner = shielded(waiter)
    if inner is not None:
        return "shield(" + inner + ")"
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
    found = names.known_name(thing) or (names.of(thing, suspended.frame_of(own)) if own is not None else None)
    called = CALLS.get(called, called)
    return (found or values.name_of(type(thing)).lower()) + "." + called + "()"


def several(tasks):
    """The names of those of some tasks that aren't done."""
    found = []
    for task in list(tasks):
        coroutine = coroutine_of(task)
        if attribute(task, "_state") == "PENDING":
            found.append(coroutine.name if coroutine is not None else values.name_of(type(task)).lower())
    found.sort()
    return ", ".join(found[:MOST_NAMES]) + ", …" * (len(found) > MOST_NAMES)


def shielded(waiter):
    """The name of the task that a future shields; None: it shields none."""
    for callback in attribute(waiter, "_callbacks") or ():
        function = callback[0] if type(callback) is tuple else callback
        if getattr(function, "__name__", "") == SHIELDS:
            cells = dict(zip(function.__code__.co_freevars, function.__closure__))
            inner = coroutine_of(cells["inner"].cell_contents) if "inner" in cells else None
            return None if inner is None else inner.name
    return None


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
