"""How deep calls may lie in one another: as deep as without us. Ours lie on top of the script's, and need room there, so the real limit
is higher; what the script has asked for is kept here.

    script's limit ──▶ a call beyond it: we raise what Python raises
    … ROOM …           our own calls
    real limit
Never knows what is called.
"""

import sys
from _thread import get_ident

from . import faults

ROOM = 200
# Calls of C count too, up to 3.11: so many there may be for one of Python's; the one that says how deep it lies is one.
PER_CALL = 4
ITSELF = 1 if sys.version_info < (3, 12) else 0
LARGEST = 2**31 - 1
TOO_LOW = "cannot set the recursion limit to %d at the recursion depth %d: the limit is too low"

# The originals: the script gets others in their place.
set_limit, get_limit, getframe = sys.setrecursionlimit, sys.getrecursionlimit, sys._getframe


class Limit:
    """What the script's limit is, and from how many calls on it is looked whether that is reached."""

    script = looks = 0


# Threads that begin with a call of ours: how many lie below the script's.
below = {}


def depth():
    """How many calls lie in one another where this is called. Python says so where it refuses a limit; this one is always too low."""
    try:
        set_limit(1)
    except RecursionError as error:
        return int(str(error).rpartition("depth ")[2].partition(":")[0]) - 1 - ITSELF


def check():
    """A call of the script's begins, and our trace function has been called for it, and this by that: it may be one too many."""
    try:
        getframe(Limit.looks)
    except ValueError:
        return  # far from it
    if depth() - 2 - below.get(get_ident(), 0) > Limit.script:
        raise RecursionError("maximum recursion depth exceeded")


def begins_with_ours():
    """A thread begins with the call that calls this: it lies below the script's."""
    below[get_ident()] = depth() - 1


def is_refusal(error):
    """Whether it was raised here."""
    last = error.__traceback__
    while last.tb_next is not None:
        last = last.tb_next
    return last.tb_frame.f_code is check.__code__


def gets():
    """`sys.getrecursionlimit()`"""
    return Limit.script


def sets(limit):
    """`sys.setrecursionlimit()`"""
    if type(limit) is not int or not 0 < limit <= LARGEST:
        return set_limit(limit)  # says what is wrong with that
    here = depth() - 1 - below.get(get_ident(), 0)
    if here >= limit:
        raise RecursionError(TOO_LOW % (limit, here))
    is_set(limit)


def is_set(limit):
    set_limit(min(limit + ROOM, LARGEST))
    Limit.script, Limit.looks = limit, limit // PER_CALL


def install():
    faults.refuses.add(check.__code__)
    is_set(get_limit())
    sys.setrecursionlimit, sys.getrecursionlimit = sets, gets
