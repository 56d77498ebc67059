"""The text of the script's files: told in parts, once a file, when it begins to run. So a saved run shows them where they aren't.

    bank.py, 70 KB ─▶ source 1 of 3, 2 of 3, 3 of 3      of the script itself; others say which file they are
Never knows where in a file somebody stands.
"""

from . import refusals, run
from .line import json

# So much of a file is told at a time, as JSON: a line of the trace is written whole, or not at all.
LONGEST = 32_000
# So many bytes of a file are told.
MOST = 1 << 20
# A character takes as many at most, as JSON.
WIDEST = 12


def tell(actor, file):
    """Tells a file's text, where that isn't told yet."""
    if file.is_told or actor is None or actor.unseen or run.lesson:
        return
    parts = cut(file.lines)
    for number, part in enumerate(parts, 1):
        said = {"part": number, "of": len(parts), "text": part}
        if file.name:
            said["file"] = file.name
        actor.line.tell(actor.identity, "source", said)
    # Whoever was kept from it by a signal's handler begins anew.
    file.is_told = True
    if sum(map(len, file.lines)) + len(file.lines) > MOST:
        key = "script_source" if file.name else "script_itself"
        refusals.tell(actor, "source", key, file=file.name, most=MOST >> 10)


def cut(lines):
    """A text in parts, each as long as it may be; together they are all that is told of it."""
    parts, part, room, left = [], [], LONGEST, MOST
    if lines[-1:] == [b""]:
        lines = lines[:-1]  # behind the last line's end
    for line in lines:
        left -= len(line) + 1
        if left < 0:
            break
        for piece in pieces(line.decode("utf-8", "replace") + "\n"):
            takes = len(json(piece))
            if takes > room:
                parts.append("".join(part))
                part, room = [], LONGEST
            part.append(piece)
            room -= takes
    parts.append("".join(part))
    return parts


def pieces(line):
    """A line; one that is longer than a part may be in several pieces."""
    if len(line) * WIDEST <= LONGEST or len(json(line)) <= LONGEST:
        return [line]
    each = LONGEST // WIDEST
    return [line[at : at + each] for at in range(0, len(line), each)]
