"""Goals: how far a permit carries. To the next statement, the next event, the end of the call, or a mark that was set by hand; and
inside what is gone through without standing otherwise.

    permit ─▶ goes on past statements ─▶ reached ─▶ stands before the next one
Never knows how a statement is come to, nor who goes.
"""

from _json import make_scanner
from _thread import get_ident

STATEMENT, INSIDE, EVENT, RETURN, MARK = "statement", "inside", "event", "return", "mark"


class How:
    """How a command is read: as JSON, whose module the script may have one of its own for."""

    strict = True
    object_hook = object_pairs_hook = parse_constant = None
    parse_float, parse_int = float, int
    memo = {}


scan = make_scanner(How)

# The marks that were set by hand: the file, seen from the script's folder, and the line.
marks = set()
# The threads that go inside, by their identity.
inside = set()


class Goal:
    """Where an actor is going. `call`: the call whose end it is going to."""

    __slots__ = ("to", "call")

    def __init__(self):
        self.to = STATEMENT
        self.call = None

    def let_go(self, command, call):
        """Takes in a permit, at a statement of this call; whether it is one."""
        if b'"permit"' in command:
            self.to = STATEMENT
            return True
        if b'"run"' not in command:
            return False
        said, _ = scan(command.decode(), 0)
        self.to = said["to"]
        self.call = call if self.to == RETURN else None
        marks.clear()
        for mark in said.get("marks", ()):
            marks.add((mark.get("file", ""), mark["line"]))
        if self.to == INSIDE:
            inside.add(get_ident())
        return True

    def happens(self):
        """Something has happened."""
        if self.to == EVENT:
            self.to = STATEMENT

    def returns(self, call):
        """A call has come to its end."""
        if self.call is call:
            self.stops()

    def stops(self):
        """It is to stand before whatever statement comes next."""
        self.to, self.call = STATEMENT, None
        if inside:
            inside.discard(get_ident())

    def is_reached(self):
        """Whether the next statement is where it was going to."""
        return self.to in (STATEMENT, INSIDE)
