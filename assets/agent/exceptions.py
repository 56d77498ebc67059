"""Exceptions on their way through the script's calls, in Python's words.

    exception ──▶ raised ──▶ propagates ──▶ propagates ──▶ uncaught
                    │          │                ├──▶ kept: it has left the script's outermost call, and a worker of the library's keeps it
                    └──────────┴────────────────┴──▶ caught: another statement of that call, or of one outside it, comes next

CPython says when one comes to a call, not when it is caught: that follows from the next line.
Never knows who raises.
"""

import sys

from . import faults, names, steps, suspended, values
from .line import name

# What ends a loop over a generator is no news.
QUIET = StopIteration, StopAsyncIteration, GeneratorExit
LONGEST = 200
# What of the library's calls a task of a pool, and keeps what that raises for who asks for its result.
KEEPERS = {
    ("run", "/concurrent/futures/thread.py"),
    ("_process_worker", "/concurrent/futures/process.py"),
    ("worker", "/multiprocessing/pool.py"),
}
# They say in which line of the source.
SYNTAX = SyntaxError, IndentationError, TabError
# Of a type that was made in Python.
HEAP_TYPE = 1 << 9
mro_of = type.__dict__["__mro__"].__get__
flags_of = type.__dict__["__flags__"].__get__
dict_of = type.__dict__["__dict__"].__get__
qualified_name_of = type.__dict__["__qualname__"].__get__


class Flying:
    """An exception on its way: which one, and to which call it has come last. It isn't kept itself: that would keep its frames."""

    __slots__ = "identity", "text", "call"

    def __init__(self, error, text, call):
        self.identity, self.text, self.call = id(error), text, call


def comes(actor, call, file, frame, error):
    """An exception has come to a call; whether that is where it was raised, and told."""
    if issubclass(type(error), QUIET):
        return False
    flying = actor.flying
    same = flying is not None and flying.identity == id(error)
    if same and flying.call is call:
        return False  # raised again by the `finally` or the `with` that it went through
    text = flying.text if same else words(error)
    actor.flying = Flying(error, text, call)
    if same:
        tell(actor, "propagates", text, file, frame)
        actor.happens()
        return False
    if actor.goal.is_calm():
        return False
    actor.tells_where_it_is(frame)
    tell(actor, "raised", text, file, frame)
    actor.goal.happened = True
    return True


def goes_on(actor, call, file, frame, statement, before):
    """A statement comes while an exception is on its way: unless it only cleans up, that one has been caught."""
    flying = actor.flying
    if flying.call is call:
        if statement in file.cleans_up or statement < before <= file.blocks.get(statement, 0):
            return
    elif is_inside(flying.call, frame):
        return  # called while it was cleaned up
    actor.flying = None
    if not actor.goal.is_calm():
        actor.tells_what_it_ran()
        tell(actor, "caught", flying.text, file, frame)
        actor.goal.happened = True


def leaves(actor, call, frame):
    """A call is over. Where an exception leaves it, and a worker of the library's has made it, that keeps the exception."""
    flying, code = actor.flying, frame.f_code.co_code
    if flying is None or flying.call is not call or code[frame.f_lasti] in suspended.RETURN or not is_kept(frame):
        return
    actor.flying = None
    if not actor.goal.is_calm():
        actor.tells_what_it_ran()
        tell(actor, "kept", flying.text, call.file, frame)
        actor.goal.happened = True


def is_kept(frame):
    """Whether the library has made this call for a task of a pool, and no other of the script's lies outside it."""
    frame = names.outside(frame)
    while frame is not None and steps.of(frame.f_code.co_filename) is None:
        file = frame.f_code.co_filename
        if any(frame.f_code.co_name == name and file.endswith(of) for name, of in KEEPERS):
            return True
        frame = names.outside(frame)
    return False


def is_inside(call, frame):
    """Whether a frame was called from such a call."""
    while frame is not None:
        if frame.f_trace is call:
            return True
        frame = frame.f_back
    return False


def uncaught(actor, error):
    """Nobody has caught it: its actor ends."""
    uncaught_as(actor, words(error))


def uncaught_as(actor, text):
    actor.flying = None
    actor.tell("exception", text=text, fate="uncaught")


def tell(actor, fate, text, file, frame):
    said = {
        "text": text,
        "fate": fate,
        "line": file.statement(frame.f_lineno),
        "function": name(frame.f_code.co_name),
    }
    if file.name:
        said["file"] = file.name
    actor.line.tell(actor.identity, "exception", said)


def words(error):
    """What the last line of a traceback says of it, without running any of the script's code."""
    try:
        kind = type(error)
        called = qualified_name_of(kind)
        module = dict_of(kind).get("__module__")
        if type(module) is str and module not in ("builtins", "__main__", "__mp_main__"):
            called = module + "." + called
        text = str(error) if is_safe(kind) and all(map(values.is_plain, error.args)) else arguments(error)
        if kind in SYNTAX and type(error.lineno) is int and type(error.msg) is str:
            called, text = called + ", line " + str(error.lineno), error.msg
        text = called + ": " + text if text else called
    except Exception as mistake:
        faults.swallow(mistake)
        return values.shown(error)
    return cut(" ".join(text.split()) if "\n" in text else text)


def cut(text):
    """As much of it as there is room for, between two of its words where it has several."""
    if len(text) <= LONGEST:
        return text
    head = text[: LONGEST - 1]
    return (head.rsplit(" ", 1)[0] or head) + "…"


def is_safe(kind):
    """Whether `str()` of such an exception runs none of the script's code."""
    for each in mro_of(kind):
        words = dict_of(each).get("__str__")
        if words is not None:
            code = getattr(words, "__code__", None) if type(words) is type(is_safe) else None
            return not flags_of(each) & HEAP_TYPE or code is not None and steps.of(code.co_filename) is None
    return False


def arguments(error):
    return ", ".join(map(values.shown, error.args))
