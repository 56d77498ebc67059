"""What the script calls a thing, and which of its calls waits: `account.lock`, `forks[0]`, `tasks.get()`.

The names are the variables of the script's own frames. None of its code is run to find them.
Never knows what the thing is.
"""

import sys
from types import ModuleType

from . import faults, steps, values

getframe = sys._getframe

SEQUENCES = (list, tuple, dict)
MOST_ITEMS = 100
# What a call that is made by syntax is called.
CALLS = {"__enter__": "acquire", "__next__": "next"}
# Where the library waits for the script.
WAITING = ("/threading.py", "/queue.py")
STARTS = {"_bootstrap", "_bootstrap_inner", "run"}


def own(frame):
    """The innermost frame of the script's own code, from here outwards."""
    while frame is not None and steps.of(frame.f_code.co_filename) is None:
        frame = frame.f_back
    return frame


def among(variables, is_it):
    """The first of these variables that is the thing, or has it."""
    variables = list(variables.items())
    for name, value in variables:
        if is_it(value) and name[:2] != "__":
            return name
    for name, value in variables:
        kind = type(value)
        if kind in SEQUENCES and name[:2] != "__":
            items = value.items() if kind is dict else enumerate(value)
            for at, (key, item) in zip(range(MOST_ITEMS), list(items)):
                if is_it(item):
                    return name + "[" + values.shown(key) + "]"
        elif kind is not ModuleType and not issubclass(kind, type):
            for key, item in values.attributes(value):
                if is_it(item):
                    whose = values.name_of(kind).lower() if name == "self" else name
                    return whose + "." + key
    return None


def of(thing, frame, inside=None):
    """What the frame, or those outside it, call a thing; None: nothing. `inside`: what it is the lock of, which may be meant as well."""
    try:
        return find(thing, frame, inside)
    except Exception as error:
        faults.swallow(error)  # another thread has changed something meanwhile
        return None


def find(thing, frame, inside):

    def is_it(value):
        return value is thing or inside is not None and value is inside

    while frame is not None:
        if steps.of(frame.f_code.co_filename) is not None:
            found = among(frame.f_globals, is_it) or among(frame.f_locals, is_it)
            if found:
                return found
        frame = frame.f_back
    return None


def its_self(frame):
    """What a method was called on."""
    code = frame.f_code
    if not code.co_argcount or code.co_varnames[0] != "self":
        return None
    return frame.f_locals.get(code.co_varnames[0])


def callee(frame):
    """Which call of the library waits, and who has made it: the one that the script has made, or else, in a thread of the
    library's own, the outermost that is about waiting."""
    inner, caller = None, frame
    while caller is not None and steps.of(caller.f_code.co_filename) is None:
        inner, caller = caller, caller.f_back
    if caller is not None:
        return inner, caller
    inner, caller = None, frame
    while caller is not None:
        code = caller.f_code
        waits = code.co_filename.endswith(WAITING) or faults.is_agents(code)
        if not waits or code.co_name in STARTS:
            return inner, caller
        inner, caller = caller, caller.f_back
    return None, None


def call(default):
    """The call that waits, as Python would write it: `tasks.get()`. `default`: the agent's own word for it."""
    try:
        return find_call(default, getframe(1))
    except Exception as error:
        faults.swallow(error)
        return default


def find_call(default, frame):
    while frame is not None and faults.is_agents(frame.f_code):
        frame = frame.f_back
    inner, caller = callee(frame)
    if inner is None or faults.is_agents(inner.f_code):
        return default
    name = CALLS.get(inner.f_code.co_name, inner.f_code.co_name)
    thing = its_self(inner)
    if thing is None:
        module = inner.f_globals.get("__name__", "")
        return module + "." * bool(module) + name + "()"
    if name == "__exit__":
        name = "shutdown"
    return thing_name(thing, caller) + "." + name + "()"


def thing_name(thing, caller):
    """What the caller calls a thing; otherwise what kind of thing it is."""
    found = of(thing, caller)
    if found is None and caller is not None:
        found = among(caller.f_locals, lambda value: value is thing)
    return found or values.name_of(type(thing)).lower()
