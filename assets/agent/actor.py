"""An actor: a process or a thread of the script, as it is told of.

Never knows why something happens: who sees it tells it here.
"""

from _thread import get_ident, get_native_id

from . import goals, kernel, run
from .goals import Goal
from .line import Line

LONGEST_NAME = 60
# So many steps without an event are taken one by one; after that it goes on to its next event, or to the end of the call.
CALM = 200
# So many lines it goes on past until it hears whether it is to stand.
HEARS_EVERY = 256


class Numbers:
    """How many children and threads this process has made."""

    children = 0
    threads = 0


class Actor:
    """A process or a thread, on a line of its own."""

    def __init__(self, identity, name):
        self.identity = identity
        self.name = name[:LONGEST_NAME]
        self.line = Line(identity)
        # The child that it is about to fork, and a pipe that is closed when it has been born.
        self.pending = None
        self.birth = None
        # Whether it is starting another program: what is forked for that is no process of the script's.
        self.starts = False
        # What its forks have returned, as the script would remember it.
        self.forked = []
        # What it has printed of lines that have no end yet, by their descriptors.
        self.unended = {}
        # How many steps nothing has happened in, and how many lines it has gone on past since.
        self.calm = 0
        self.folded = 0
        # Where it is going.
        self.goal = Goal()
        # An error of ours: it goes on unseen.
        self.unseen = False
        run.actors[get_ident()] = self

    def tell(self, event, **fields):
        """Says that something happened to it."""
        self.tell_of(self.identity, event, **fields)

    def tell_of(self, identity, event, **fields):
        """Says that something happened to another, by what this one has done."""
        if event != "output":
            self.happens()
        self.goal.happens()
        self.line.tell(identity, event, fields)

    def happens(self):
        """Something happens: the steps are counted anew, and what was held back is told first."""
        self.calm = 0
        if self.unended:
            self.ends_lines()
        self.unfolds()

    def unfolds(self):
        """Tells how many lines it has gone on past."""
        if self.folded:
            lines, self.folded = self.folded, 0
            self.line.tell(
                self.identity,
                "fact",
                {"key": "lines passed", "value": str(lines), "source": "demo"},
            )

    def ends_lines(self):
        """Tells what it has printed of a line that may go on."""
        lines, self.unended = self.unended, {}
        for stream, text in lines.items():
            self.line.tell(self.identity, "output", {"stream": stream, "text": text, "open": True})

    def born(self, kind, parent, **ids):
        """It exists from here on."""
        if parent is not None:
            ids["parent"] = parent
        self.tell("born", kind=kind, name=self.name, **ids)

    def fact(self, key, value):
        """Something is known about it."""
        self.tell("fact", key=key, value=value, source="demo")

    def stands(self, line, call):
        """Stands before a line of this call until it has a permit; whether it did, and didn't go on past it."""
        goal = self.goal
        if goals.marks and (line.get("file", ""), line["line"]) in goals.marks:
            self.calm = 0
        elif self.calm >= CALM or not goal.is_reached():
            self.folded += 1
            if self.folded % HEARS_EVERY or not self.is_to_stand():
                return False
            self.calm = 0
        calm = self.calm + 1
        goal.stops()
        if self.unended:
            self.ends_lines()
        self.unfolds()
        self.line.tell(self.identity, "line", line)
        if run.gated:
            while not goal.let_go(self.line.hear(), call):
                pass
        self.line.tell(self.identity, "state", {"state": "running", "source": "demo"})
        self.calm = calm
        return True

    def returns(self, call):
        """A call has come to its end: nothing is folded beyond it."""
        self.goal.returns(call)
        if self.calm >= CALM:
            self.happens()

    def is_to_stand(self):
        """Whether it is asked, on its way, to stand before the next statement."""
        return run.gated and kernel.is_there(self.line.descriptor) and b'"stand"' in self.line.hear()


def process(identity, name, parent, pid, ppid, pgid, sid):
    """This process is one of the run's from here on."""
    actor = Actor(identity, name)
    actor.born("process", parent, pid=pid, ppid=ppid, pgid=pgid, sid=sid)
    return actor


def thread(identity, name, parent, pid):
    """This thread is one of the run's from here on."""
    actor = Actor(identity, name)
    actor.born("thread", parent, pid=pid, tid=get_native_id())
    return actor
