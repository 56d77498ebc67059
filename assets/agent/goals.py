"""How far an actor goes on before it stands again: to the next statement, to the next event, to the end of a call, to a mark.

    permit, run ─▶ goes on ─▶ before a statement: is the goal reached? ── yes ─▶ stands
                                     └── no ─▶ passes it, and counts
Where so many statements bring nothing new it goes on by itself up to something that is: nobody steps through a loop of 20,000 lines.
Never knows what a statement does.
"""

from . import kernel, run
from .line import heard

# So many stretches of lines are named; what has run more is counted.
MOST_STRETCHES = 4

# So many steps without an event are taken one by one; after that it goes on to its next event, or to the end of the call.
CALM = 200
# After so many lines that it has passed it looks whether it is told something else.
LOOKS = 256

# The lines that were marked by hand, each with its file: whoever comes to one stands there.
marks = set()

STATEMENT, INSIDE, EVENT, RETURN, MARK, END = "statement", "inside", "event", "return", "mark", "end"


class Marks:
    """What is done when other lines are marked, or somebody is to be led inside what is gone through otherwise."""

    change = staticmethod(lambda: None)


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
        # How many steps nothing has happened in.
        self.calm = 0
        # The statement that it is in, with its file; those that it has run since its line was told, and in how many steps; how many
        # of them it has passed without standing.
        self.at = None
        self.ran = set()
        self.steps = self.passed = 0

    def begins(self, command, call):
        """It is let go, by a permit or a run; `call` is the one that it stands in."""
        self.to, self.happened, self.call = STATEMENT, False, None
        if b'"run"' in command:
            said = heard(command)
            self.to = said.get("to", STATEMENT)
            before = set(marks)
            marks.clear()
            marks.update((mark.get("file", ""), mark["line"]) for mark in said.get("marks", ()))
            if marks != before or self.to == INSIDE:
                Marks.change()
            if self.to == RETURN:
                self.call = call
        if self.to == STATEMENT and run.step == EVENT:
            self.to = EVENT

    def is_reached(self, file, statement, mark):
        """Whether it stands before this statement."""
        to = self.to
        if to == END:
            return False
        if marks and (file.name, statement) in marks:
            return True
        if to == STATEMENT or to == INSIDE:
            return not self.is_calm()
        if to == EVENT:
            return self.happened
        if to == RETURN:
            return self.call is None
        return bool(mark)

    @property
    def is_beyond(self):
        """Whether it has passed lines since its line was told."""
        return self.passed > 0

    def stands(self):
        """It has reached it."""
        self.calm += 1

    def comes_to(self, file, statement):
        """It has come to a statement, and so has run the one before."""
        self.is_through()
        self.at = file, statement

    def is_through(self):
        """It has run the statement that it was in."""
        if self.at is not None:
            self.ran.add(self.at)
            self.steps += 1
            self.at = None

    def takes_what_ran(self, is_in_it=False):
        """Which lines it has run since its line was told, and forgets them: `9–13`, with `; 400` behind it where that took more steps
        than there are lines. Nothing, if it has passed none. `is_in_it`: what is about to be told comes of the statement that it is
        in, which counts as run."""
        if is_in_it and self.passed:
            self.is_through()
        ran, steps, passed = self.ran, self.steps, self.passed
        self.ran, self.steps, self.passed = set(), 0, 0
        if not passed or not ran:
            return ""
        found = stretches(ran)
        return found if found and steps == len(ran) else found + "; " + str(steps)

    def passes(self, actor):
        """It goes on past a statement; whether it was asked where it is."""
        self.passed += 1
        if self.passed % LOOKS or not (actor.line.came or kernel.is_there(actor.line.descriptor)):
            return False
        command = actor.line.hear()
        if b'"stand"' in command:
            self.calm, self.to = 0, STATEMENT
        return b'"where"' in command

    def is_calm(self):
        """Whether it passes what is nothing new."""
        return self.calm >= CALM and not run.lesson

    def happens(self):
        """Something new: the steps are counted anew. What is only printed is no such thing, but an event."""
        self.calm, self.happened = 0, True

    def leaves(self, call):
        """A call is over."""
        self.is_through()
        if self.call is call:
            self.call = None


def stretches(ran):
    """Statements of one file as `4, 9–13`; nothing, where they are of several or lie far apart."""
    files = {file for file, _ in ran}
    if len(files) > 1:
        return ""
    lines, starts = {line for _, line in ran}, files.pop().starts()
    said, before = [], None
    for line in starts:
        if line in lines and before in lines:
            said[-1][1] = line
        elif line in lines:
            said.append([line, line])
        before = line
    ends = ["%d–%d" % (first, last) if first < last else str(first) for first, last in said]
    return ", ".join(ends) if len(ends) <= MOST_STRETCHES else ""
