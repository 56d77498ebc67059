"""An error of the agent's own: it never reaches the script. The actor goes on unseen, and the screen says so.

Never knows what was being done.
"""

import sys

from . import run

# The original: the script gets another in its place.
settrace = sys.settrace


def is_ours(error):
    """Whether the agent itself has failed. What a signal's handler raises while we wait is the script's, and so is an end of
    the stack."""
    if isinstance(error, (KeyboardInterrupt, SystemExit, RecursionError)):
        return False
    last = error.__traceback__
    while last.tb_next is not None:
        last = last.tb_next
    return is_agents(last.tb_frame.f_code)


def swallow(error):
    """What we only looked at went wrong, and is passed over. What a signal's handler has raised meanwhile is the script's, though."""
    if not is_ours(error):
        raise error


def is_agents(code):
    """Whether this is code of the agent."""
    return code.co_filename.startswith(run.folder)


def fault(actor, what, error):
    """Says once what went wrong; from here on this actor goes on unseen."""
    settrace(None)
    if actor is None or actor.unseen:
        return
    actor.unseen = True
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    place = ""
    if last is not None:
        file = last.tb_frame.f_code.co_filename.rpartition("/")[2]
        place = " (%s, line %d)" % (file, last.tb_lineno)
    try:
        actor.tell("fault", what=what, why=type(error).__name__ + ": " + str(error)[:200] + place)
    except Exception:
        pass  # nobody can be told


# What of ours refuses a call of the script's, as Python does it before the call begins.
refuses = set()


def stripped(traceback):
    """A traceback without the agent's own lines."""
    first = last = None
    while traceback is not None:
        following = traceback.tb_next
        if not is_agents(traceback.tb_frame.f_code) and not is_refused(traceback):
            if last is None:
                first = traceback
            elif last.tb_next is not traceback:
                last.tb_next = traceback
            last = traceback
        traceback = following
    if last is not None and last.tb_next is not None:
        last.tb_next = None
    return first


def is_refused(entry):
    """Whether an entry is of a call that was refused: without us it hasn't begun."""
    inner = entry.tb_next
    while inner is not None and inner.tb_frame is entry.tb_frame:
        inner = inner.tb_next
    while inner is not None and is_agents(inner.tb_frame.f_code):
        if inner.tb_frame.f_code in refuses:
            return True
        inner = inner.tb_next
    return False


def strip(error, seen=None):
    """Takes the agent's own lines out of an exception, and out of those that it came of."""
    seen = set() if seen is None else seen
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        try:
            error.__traceback__ = stripped(error.__traceback__)
            strip(error.__cause__, seen)
            for inner in getattr(error, "exceptions", None) or ():
                strip(inner, seen)
            error = error.__context__
        except Exception:
            return  # the script's own class forbids it
