"""How far an actor goes on before it stands again: to the next statement, to the next event, to the end of a call, to a mark.

    permit, run ─▶ goes on ─▶ before a statement: is the goal reached? ── yes ─▶ stands
                                     └── no ─▶ passes it, and counts
Where so many statements bring nothing new it goes on by itself up to something that is: nobody steps through a loop of 20,000 lines.
Never knows what a statement does.
"""

from . import kernel, run
from .line import heard

# So many steps without an event are taken one by one; after that it goes on to its next event, or to the end of the call.
CALM = 200
# After so many lines that it has passed it looks whether it is told something else.
LOOKS = 256

# The lines that were marked by hand, each with its file: whoever comes to one stands there.
marks = set()

STATEMENT, INSIDE, EVENT, RETURN, MARK = "statement", "inside", "event", "return", "mark"


class only:
    """Whether actors stand at marks alone. `known`: whether that is decided; otherwise the program does, as it begins."""

    marks = known = False


class Goal:
    """How far an actor goes on."""

    def __init__(self):
        self.to = STATEMENT
        # Whether something has happened since it was let go.
        self.happened = False
        # The call whose end it goes on to.
        self.call = None
        # How many steps nothing has happened in, and how many lines it has passed since.
        self.calm = 0
        self.passed = 0
        # Whether it has passed lines since its line was told.
        self.is_beyond = False

    def begins(self, command, call):
        """It is let go, by a permit or a run; `call` is the one that it stands in."""
        self.to, self.happened, self.call = STATEMENT, False, None
        if b'"run"' in command:
            said = heard(command)
            self.to = said.get("to", STATEMENT)
            marks.clear()
            marks.update((mark.get("file", ""), mark["line"]) for mark in said.get("marks", ()))
            if self.to == RETURN:
                self.call = call
        if self.to == STATEMENT and run.step == EVENT:
            self.to = EVENT

    def is_reached(self, file, statement, mark):
        """Whether it stands before this statement."""
        if marks and (file.name, statement) in marks:
            return True
        to = self.to
        if to == STATEMENT or to == INSIDE:
            return self.calm < CALM
        if to == EVENT:
            return self.happened
        if to == RETURN:
            return self.call is None
        return bool(mark)

    def stands(self):
        """It has reached it."""
        self.calm += 1
        self.is_beyond = False

    def passes(self, actor):
        """It goes on past a statement."""
        self.passed += 1
        self.is_beyond = True
        if not self.passed % LOOKS and (actor.line.came or kernel.is_there(actor.line.descriptor)):
            if b'"stand"' in actor.line.hear():
                self.calm, self.to = 0, STATEMENT

    def is_calm(self):
        """Whether it passes what is nothing new."""
        return self.calm >= CALM

    def happens(self):
        """Something new: the steps are counted anew. What is only printed is no such thing, but an event."""
        self.calm, self.happened = 0, True

    def leaves(self, call):
        """A call is over."""
        if self.call is call:
            self.call = None
