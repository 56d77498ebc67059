"""What a value looks like, in a few words: as Python's `repr` writes it, but short, and without running any of the script's code.

Never knows what it is shown for.
"""

import sys

PLAIN = (float, complex, bool, type(None))
# The name of a type as the type itself has it, whatever its metaclass says.
name_of = type.__dict__["__name__"].__get__
from . import faults, run

dict_of = type.__dict__["__dict__"].__get__
module_of = type.__dict__["__module__"].__get__
mro_of = type.__dict__["__mro__"].__get__
args_of = BaseException.__dict__["args"].__get__
# The modules that are the script's.
own = {"__main__", "__mp_main__"}

SIMPLE = {*PLAIN, int, str, bytes}
CONTAINERS = (list, tuple, set, frozenset, dict)
FUNCTIONS = (type(lambda: None), type(len))

# Whether what a call's variables were when they were looked at is kept until they are looked at again: with it, what they were.
KEEPS = (3, 11) <= sys.version_info < (3, 13)
LONGEST = 120
MOST_ITEMS = 6


class Called:
    """`by`: what the script calls a thing, where that is known; see `names`."""

    by = staticmethod(lambda value: None)


def variables_of(frame):
    """A call's variables; of a module they are the global ones. CPython 3.12 mustn't be asked for a module's otherwise: it warns
    of what a comprehension in it has bound."""
    return frame.f_globals if frame.f_code.co_name == "<module>" else frame.f_locals


def shown(value, depth=0):
    """A value, in at most about 120 characters."""
    said = said_of(value, depth)
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def said_of(value, depth):
    kind = type(value)
    if kind in PLAIN or kind is int and value.bit_length() < 400:
        return repr(value)
    if kind in (str, bytes):
        return repr(value[:60]) + ("…" if len(value) > 60 else "")
    if kind in CONTAINERS and depth < 2:
        try:
            return items(value, kind, depth)
        except (RuntimeError, KeyError) as error:
            faults.swallow(error)  # another thread has changed it meanwhile
    if kind in FUNCTIONS:
        return "<function " + value.__name__[:60] + ">"
    if issubclass(kind, BaseException):
        args = items(args_of(value), list, depth + 1) if depth < 2 else "[…]"
        return name_of(kind) + "(" + args[1:-1] + ")"
    if depth < 1 and is_own(kind):
        return thing(value, kind)
    called = Called.by(value)
    return "<" + name_of(kind) + (" " + called if called else "") + ">"


def items(value, kind, depth):
    first = []
    for item in value:
        if len(first) == MOST_ITEMS:
            first.append("…")
            break
        said = said_of(item, depth + 1)
        if kind is dict:
            said += ": " + said_of(value[item], depth + 1) if plain(item) else ": …"
        first.append(said)
    inside = ", ".join(first)
    if kind is tuple:
        return "(" + inside + ("," if len(first) == 1 else "") + ")"
    if kind is list:
        return "[" + inside + "]"
    if kind is dict:
        return "{" + inside + "}"
    return name_of(kind) + "({" + inside + "})" if kind is frozenset or not first else "{" + inside + "}"


def plain(key):
    """Whether looking a key up runs none of the script's code."""
    return type(key) in SIMPLE


def thing(value, kind):
    """An object of a class of the script's: its class and its first plain attributes."""
    said = name_of(kind)
    if said in run.names:
        # As a lesson calls it.
        template = run.names[said]
        for name, of_it in attributes(value):
            template = template.replace("{" + name + "}", str(of_it) if type(of_it) in SIMPLE else "")
        return template
    for at, (name, of_it) in enumerate(attributes(value)):
        if at == MOST_ITEMS:
            return "<" + said + " …>"
        if type(of_it) in SIMPLE:
            said += " " + name + "=" + said_of(of_it, 1)
    return "<" + said + ">"


def attributes(value):
    """A thing's own attributes, as it keeps them."""
    try:
        found = object.__getattribute__(value, "__dict__")
    except Exception as error:
        faults.swallow(error)
        return ()
    return [each for each in list(found.items()) if type(each[0]) is str] if type(found) is dict else ()


def is_own(kind):
    """Whether a class is one of the script's: made in Python, by a file of its own."""
    module = dict_of(kind).get("__module__")
    return type(module) is str and module in own


def is_deque(kind):
    """Whether a class is the library's `deque`. It isn't imported for that: from 3.12 on a module that is imported anew has another one."""
    return name_of(kind) == "deque" and module_of(kind) == "collections"


def is_plain(value, depth=0):
    """Whether a value is a number, a text or the like, or holds only such."""
    kind = type(value)
    if kind in SIMPLE:
        return True
    if kind not in CONTAINERS or depth == 3 or len(value) > 1000:
        return False
    try:
        holds = [*value, *value.values()] if kind is dict else value
        # First all of them at once: a long list of numbers is looked at before each statement.
        return SIMPLE.issuperset(map(type, holds)) or all(is_plain(each, depth + 1) for each in holds)
    except RuntimeError as error:
        faults.swallow(error)
        return False

