"""What a value looks like, in a few words: as Python's `repr` writes it, but short, and without running any of the script's code.

Never knows what it is shown for.
"""

PLAIN = (float, complex, bool, type(None))
# The name of a type as the type itself has it, whatever its metaclass says.
name_of = type.__dict__["__name__"].__get__

LONGEST = 120
MOST_ITEMS = 6


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
    if kind in (list, tuple, set, frozenset, dict) and depth < 2:
        try:
            return items(value, kind, depth)
        except RuntimeError:  # another thread has changed it meanwhile
            pass
    return "<" + name_of(kind) + ">"


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
    return type(key) in PLAIN or type(key) in (int, str, bytes)
