"""Where an actor is that waits: who has gone on past lines waits in another than the one it stood before last.

    stood before 2 ─▶ passes 6, 7, 8 ─▶ is about to wait ─▶ passes 8, with its variables as they are now ─▶ blocked
Never knows what is waited for.
"""

from . import faults, names, steps, things
from .frames import Call
from .goals import only
from .line import name as shortened


def tell(actor, frame, waits=False, moved=False):
    """Says where an actor is whose innermost call is this frame, if that isn't where it stood last. `waits`: there it is about to wait,
    and isn't through. `moved`: only if it is in another line than it was told to be in, whatever others have passed meanwhile."""
    if actor.unseen:
        return
    if things.looked_at:
        things.look(actor)
    try:
        said = found(actor, frame, waits, moved)
    except Exception as error:
        faults.swallow(error)  # another thread has changed something meanwhile
        return
    if said is not None:
        actor.tells_what_it_ran(not waits)
        actor.line.tell(actor.identity, "passes", {"rust": 0, **said})


def found(actor, frame, waits=False, moved=False):
    """What is to be said; None: nothing."""
    while frame is not None and not is_walked(frame):
        frame = names.outside(frame)
    if frame is None:
        return nowhere(actor.stack)
    file = steps.of(frame.f_code.co_filename)
    if file is None:
        return None
    statement = file.statement(frame.f_lineno)
    mark = file.marks.get(statement, "") if statement in file.rounds else ""
    if only.marks and not (waits and (mark or actor.stack.is_in_another(frame.f_trace))):
        # Where there are marks alone, nothing between two of them is shown. But nobody waits in a call that is over; and nobody stands
        # again before the head of a loop, where the next turn may be waited for.
        return None
    if (moved or not actor.goal.is_beyond) and actor.stack.is_at(frame.f_trace, statement):
        return None
    said = {"cue": mark, "line": statement, "function": shortened(frame.f_code.co_name), "text": file.does(statement) if mark else file.text(statement)}
    if file.name:
        said["file"] = file.name
    changed = actor.stack.changes(frame, statement)
    if changed is not None:
        said["frames"] = changed
    return said


def nowhere(stack):
    """Its calls are over, and the library's waits."""
    if not stack.told:
        return None
    stack.told.clear()
    return {"cue": "", "line": 0, "frames": {"keeps": 0}}


def is_walked(frame):
    """Whether its statements are stepped through."""
    return issubclass(type(frame.f_trace), Call)
