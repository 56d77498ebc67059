"""How a call of a generator or a coroutine is left, and what it goes on with: read from its code and from what it holds, as CPython
doesn't say it.

    its last instruction  yields ─▶ suspended      returns ─▶ over      any other ─▶ an exception leaves it
    it goes on            what was sent lies on top of what it holds
Never knows who is told.
"""

import sys
from gc import get_referents, get_referrers
from opcode import opmap

# GENERATOR, COROUTINE, ASYNC_GENERATOR, ITERABLE_COROUTINE: of a code whose calls can be suspended.
GENERATOR, COROUTINE, ASYNC_GENERATOR, ITERABLE = 0x20, 0x80, 0x200, 0x100
ANY = GENERATOR | COROUTINE | ASYNC_GENERATOR

YIELDS, RETURNS, RAISES = "yield", "return", "raise"


def numbers(*names):
    return {opmap[name] for name in names if name in opmap}


YIELD = numbers("YIELD_VALUE", "YIELD_FROM")
RETURN = numbers("RETURN_VALUE", "RETURN_CONST")
FROM = numbers("YIELD_FROM")
SEND = numbers("SEND")
RESUME = numbers("RESUME", "YIELD_VALUE")
BACK = numbers("JUMP_BACKWARD_NO_INTERRUPT")
# By which a `with` begins to be left by an exception: before 3.10 it counts as the last line in it.
LEFT = numbers("WITH_EXCEPT_START", "WITH_CLEANUP_START") if sys.version_info < (3, 10) else ()
# So far from a `yield` of 3.11 and later lies its jump back to who is delegated to.
NEAR = 8


def how_it_leaves(frame, raised_at, value):
    """How a call is left that has just been. `raised_at`: at which instruction an exception has come to it last."""
    code, at = frame.f_code.co_code, frame.f_lasti
    if at < 0:
        return RAISES
    if code[at] in RETURN:
        return RETURNS
    if value is None and raised_at == at:
        return RAISES
    return YIELDS if has_begun(frame) else RAISES


FROM_BYTES = {bytes((number,)) for number in FROM}


def delegates(frame):
    """Whether a call is in a `yield from` or an `await`."""
    code, at = frame.f_code.co_code, frame.f_lasti
    if at < 0:
        return False
    if code[at] in FROM or code[at] in SEND or code[at + 2 : at + 3] in FROM_BYTES:
        return True
    if at > 1 and code[at] == 0 and code[at - 2] in SEND:
        return True  # 3.12 is in what it keeps beside it
    return code[at] in RESUME and any(code[near] in BACK for near in range(at + 2, min(at + NEAR, len(code)), 2))


def has_begun(frame):
    """Whether a call is at a `yield`: it goes on from there, rather than begins. 3.13 is past it already; before 3.11 it is before a
    `yield from`."""
    code, at = frame.f_code.co_code, frame.f_lasti
    return at >= 0 and (code[at] in YIELD or code[at] in RESUME and at > 1 and code[at - 2] in YIELD or code[at + 2 : at + 3] in FROM_BYTES)


def is_at_rest(frame):
    """Whether nothing of a call has run since it was suspended: what is raised in it now was thrown into it."""
    return has_begun(frame) and frame.f_code.co_code[frame.f_lasti] not in FROM


def frame_of(thing):
    """The call of a generator or a coroutine; None: it is over, or has never begun and is closed."""
    kind = type(thing)
    if kind is GENERATOR_TYPE:
        return thing.gi_frame
    return thing.cr_frame if kind is COROUTINE_TYPE else thing.ag_frame


def generator():
    yield


async def coroutine():
    pass


async def generates():
    yield


GENERATOR_TYPE = type(generator())
unawaited = coroutine()
COROUTINE_TYPE = type(unawaited)
unawaited.close()
ASYNC_GENERATOR_TYPE = type(generates())
TYPES = {GENERATOR_TYPE, COROUTINE_TYPE, ASYNC_GENERATOR_TYPE}


def thing_of(frame):
    """The generator or coroutine whose call this is; None: it isn't found."""
    if hasattr(frame, "f_generator"):
        return frame.f_generator
    for thing in get_referrers(frame):
        if type(thing) in TYPES and frame_of(thing) is frame:
            return thing
    return None


# Before 3.11 a call's values aren't with it when it goes on, but at its next instruction. Before 3.13 an exception that was handled
# leaves a `None` behind it, also one that we have handled.
LATER, LEAVES = sys.version_info < (3, 11), sys.version_info < (3, 13)


def sent(frame, thing):
    """What a call goes on with: the topmost of the values that it holds."""
    if LATER:
        held = get_referents(frame)
        return held[-1] if held else None
    if LEAVES:
        try:
            raise StopIteration
        except StopIteration:
            pass  # from here on there is one
    held, error = get_referents(thing), sys.exc_info()[1]
    if len(held) > 1 and (LEAVES or error is not None and held[-1] is error):
        held.pop()
    return held[-1] if held else None


def given(wrapped):
    """What an asynchronous generator has given."""
    held = get_referents(wrapped)
    return held[0] if held else None
