"""A signal's handler is called: Python does that by itself, between any two instructions of the first thread.

    line 11: time.sleep(1) ── SIGTERM ──▶ bye(15, the frame of line 11)
Its call is known by what it is given: the signal's number, and the frame that called it, which is no caller of its own accord.
Never knows who has sent the signal.
"""

from types import FrameType

from . import faults, processes, run
from .line import name as shortened

# Of code: it takes any number of arguments.
ANY_NUMBER = 0x4


def look(frame):
    """A call of the script's begins: tells it, where it is a handler's."""
    code = frame.f_code
    if code.co_argcount < 2 and not code.co_flags & ANY_NUMBER:
        return
    try:
        number = signal_of(frame)
    except Exception as error:
        faults.swallow(error)
        return
    actor = None if number is None else run.current()
    if actor is not None and not actor.unseen:
        to = shortened(code.co_name.strip("<>")) + "()"
        actor.tell("message", **{"from": actor.identity}, to=to, verb="handles", value=processes.signal_name(number))


def signal_of(frame):
    """Of which signal this call is the handler's; None: of none."""
    code, variables = frame.f_code, frame.f_locals
    given = [variables.get(each) for each in code.co_varnames[: code.co_argcount]]
    if code.co_flags & ANY_NUMBER:
        given += variables.get(code.co_varnames[code.co_argcount + code.co_kwonlyargcount], ())
    if len(given) < 2 or type(given[-1]) is not FrameType or given[-1] is not frame.f_back:
        return None
    return int(given[-2]) if isinstance(given[-2], int) else None
