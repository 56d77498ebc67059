"""What the student does by hand while an actor stands: next, send, throw and close on a generator of the script's.

    stands ─ "do" ─▶ fact "by hand" ─▶ the verb, stepped as the script's own calls are ─▶ outcome ─▶ stands as before
It is called where the actor stands, between two statements of its thread. Python answers: what it refuses is told in its words.
Never knows who asks.
"""

import builtins
from sys import _getframe as getframe, call_tracing

from . import coroutines, exceptions, futures, names, refusals, suspended, tasks, trace, values
from .actor import Actor
from .goals import END, Goal
from .line import heard

# What code that was typed says of where it stands.
TYPED = "<by hand>"


def does(actor, command):
    """Does what was asked for, and stands again."""
    said = heard(command)
    verb = said["verb"]
    identity = said.get("to")
    coroutine = coroutines.told.get(identity)
    thing = None if coroutine is None else futures.task_called(identity) if coroutine.is_task else coroutine.found()
    if thing is None:
        refusals.tell(actor, verb["verb"], "script_gone")
    else:
        calls(actor, coroutine, thing, verb["verb"], verb.get("value", verb.get("what", "")))
    if actor.unended:
        actor.ends_lines()
    actor.tells_what_is_shared()
    actor.line.tell(actor.identity, "state", {"state": "ready", "source": "demo"})


def calls(actor, coroutine, thing, verb, typed):
    """Calls the verb, and sees that it is told what comes of it."""
    call = written(coroutine.name, verb, typed)
    carrier = getattr(actor, "carrier", actor)
    actor.line.tell(actor.identity, "fact", {"key": "by hand", "value": call, "source": "demo"})
    before, goal, flying = coroutine.came_out, carrier.goal, carrier.flying
    carrier.goal, carrier.flying = Goal(), None
    carrier.goal.begins(b"", None)
    try:
        came = "return", call_tracing(stepped, asked(thing, verb, typed, names.own(getframe(1))))
    except BaseException as error:
        came = "raise", exceptions.words(error)
    finally:
        steps_end = carrier.goal.to == END
        carrier.goal, carrier.flying = goal, flying
        if steps_end:
            goal.to = END
    coroutines.settle(actor)
    if coroutine.came_out == before:
        result, value = came
        said = {"exception": value} if result == "raise" else {"value": values.shown(value)}
        coroutines.says(actor, "outcome", verb=verb, call=call, result=result, **said)


def written(name, verb, typed):
    """The call, as a program would write it."""
    return "next(" + name + ")" if verb == "next" else name + "." + verb + "(" + typed + ")"


def asked(thing, verb, typed, frame):
    """What is to be called, and with what. What was typed knows Python's own names, and the exceptions that are known in this frame and
    in the generator's."""
    if verb == "next":
        return next, (thing,)
    known = {"__builtins__": vars(builtins), "tb": None}
    for each in suspended.frame_of(thing) if type(thing) in suspended.TYPES else None, frame:
        for variables in () if each is None else (each.f_globals, values.variables_of(each)):
            known.update((name, kind) for name, kind in list(variables.items()) if is_exception(kind))
    given = eval(compile("(lambda *given: given)(" + typed + ")", TYPED, "eval"), known)
    return lambda *given: getattr(thing, verb)(*given), given


def is_exception(kind):
    """Whether this is a class of exceptions; whatever it says of itself."""
    return type in values.mro_of(type(kind)) and BaseException in values.mro_of(kind)


def stepped(function, given):
    """A call that is stepped through, though we are called ourselves by what steps. 3.11 has to be told once more."""
    trace.begin()
    return function(*given)


def install():
    Actor.does, Actor.chooses = does, tasks.choose
