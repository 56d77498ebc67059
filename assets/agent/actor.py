"""An actor: a process or a thread of the script, as it is told of.

Never knows why something happens: who sees it tells it here.
"""

from _thread import get_ident, get_native_id

from sys import _getframe as getframe

from . import bell, kin, place, run, shared, stores
from .frames import Stack
from .goals import END, Goal
from .line import Line, name as shortened

# What is told of one whose calls are over.
LAST_WORDS = "exception", "ended"
# What isn't told any more of one that goes on untold.
STEPS = "fact", "message"

class Numbers:
    """How many children, threads and tasks this process has made."""

    children = 0
    threads = 0
    tasks = 0


class Actor:
    """A process or a thread, on a line of its own."""

    # What is done by hand where it stands, and who is chosen to go next; `by_hand` sets them.
    does = chooses = None
    # The library's thread that it is.
    thread = None
    # Whether it is the library's fork server.
    serves = False
    # How it hears a command where it stands; `trace` sets another.
    listens = staticmethod(lambda hear: hear())

    def __init__(self, identity, name):
        self.identity = identity
        self.name = shortened(name)
        self.line = Line(identity)
        # What `multiprocessing` calls it.
        self.called = None
        # What another thread wakes it by.
        self.bell = None
        # The child that it is about to fork, and a pipe that is closed when it has been born.
        self.pending = None
        self.birth = None
        # Whether it is starting another program: what is forked for that is no process of the script's.
        self.starts = False
        # What its forks have returned, as the script would remember it.
        self.forked = []
        # What it has printed of lines that have no end yet, by their descriptors.
        self.unended = {}
        # How far it goes on, what was told of its calls, and the exception that is on its way through them.
        self.goal = Goal()
        self.stack = Stack()
        self.flying = None
        # Who of its generators and coroutines runs, and those that are about to: who resumes each, its call, and
        # what comes in.
        self.inside, self.coming, self.came = self, [], None
        # How long it has waited so far, on the run's clock, and since when it waits.
        self.waited, self.fell_asleep = 0, None
        # An error of ours: it goes on unseen. Or there is no room for what it would tell: of its steps nothing is told.
        self.unseen = self.untold = False
        # What was told of it at marks.
        self.facts = {}
        run.actors[get_ident()] = self

    def tell(self, event, **fields):
        """Says that something happened to it."""
        if event == "blocked":
            place.tell(self, getframe(1), True)
        self.tell_of(self.identity, event, **fields)

    def tell_of(self, identity, event, **fields):
        """Says that something happened to another, by what this one has done."""
        if self.untold and event in STEPS:
            return
        if identity == self.identity:
            self.counts(event)
        if identity != self.identity or event not in LAST_WORDS:
            self.tells_where_it_is(getframe(1))
        if event != "output":
            # Who only wakes up has changed nothing: what is another meanwhile is for those to tell who did that.
            self.happens(event != "blocked", event != "unblocked")
        self.goal.happened = True
        self.line.tell(identity, event, fields)

    def counts(self, event):
        """Counts the time in which it waits."""
        carrier = getattr(self, "carrier", self)
        if event == "blocked":
            carrier.fell_asleep = run.clock()
        elif event == "unblocked" and carrier.fell_asleep is not None:
            carrier.waited += run.clock() - carrier.fell_asleep
            carrier.fell_asleep = None

    def has_waited(self):
        """How long it has waited by now; it may wait still."""
        since = self.fell_asleep
        return self.waited + (0 if since is None else run.clock() - since)

    def happens(self, is_in_it=True, looks=True):
        """Something happens: the steps are counted anew, and what was held back is told first, also what is shared, if it `looks`."""
        self.goal.happens()
        if self.unended:
            self.ends_lines()
        self.tells_what_it_ran(is_in_it)
        if looks:
            self.tells_what_is_shared()

    def tells_where_it_is(self, frame):
        """Before something is told that it does in this frame: in which line, if it has passed others since its line was told.
        Where so many steps have brought nothing new that it passes them, their lines aren't worth a word."""
        if self.goal.is_beyond and not self.goal.is_calm() and run.current() is self:
            place.tell(self, frame)

    def shares(self):
        """Whether there is anybody who sees what it changes, and room to tell it. A lesson's listing is about what is shared from its first
        line on."""
        return not self.untold and (run.lesson or bool(Numbers.threads or Numbers.children or Numbers.tasks) or "/" in self.identity)

    def tells_what_is_shared(self):
        """What others see, too, and is another than it was; whether there is any."""
        return self.shares() and shared.tell(self)

    def tells_what_it_ran(self, is_in_it=False):
        ran = self.goal.takes_what_ran(is_in_it)
        if ran:
            self.line.tell(self.identity, "fact", {"key": "lines run", "value": ran, "source": "demo"})

    def stores(self, targets, frame):
        """It has run a statement that stores into these; whether others see that."""
        return self.shares() and shared.tell(self, stores.into(targets, frame))

    def ends_lines(self):
        """Tells what it has printed of a line that may go on."""
        lines, self.unended = self.unended, {}
        for stream, text in lines.items():
            self.line.tell(self.identity, "output", {"stream": stream, "text": text, "open": True})

    def born(self, kind, parent, **ids):
        """It exists from here on."""
        if parent is not None:
            ids["parent"] = parent
        self.line.tell(self.identity, "born", {"kind": kind, "name": self.name, **ids})

    def fact(self, key, value):
        """Something is known about it."""
        self.tell("fact", key=key, value=value, source="demo")

    def knows(self, key, value):
        """Something is known about it that hasn't just happened."""
        if self.untold:
            return
        self.line.tell(self.identity, "fact", {"key": key, "value": value, "source": "demo"})

    def is_called(self, name):
        """`multiprocessing` calls it so from here on."""
        if name and name != self.called:
            self.called = name
            self.knows("called", shortened(name))

    def stands(self, line, call):
        """Stands before a line, in this call, until it is let go."""
        if self.unended:
            self.ends_lines()
        self.tells_what_it_ran()
        self.goal.stands()
        if not run.gated:
            self.line.tell(self.identity, "line", line)
        else:
            try:
                command = self.listens(lambda: self.says_and_hears(line))
                while True:
                    if b'"do"' in command:
                        run.Stands.is_over()
                        self.does(command)
                        run.Stands.begins()
                        if self.goal.to == END:
                            command = None
                            break
                    elif b'"choose"' in command:
                        self.chooses(command)
                    elif b'"permit"' in command or b'"run"' in command:
                        break
                    command = self.listens(self.line.hear)
            except BaseException:
                # A signal's handler takes it elsewhere: a permit was for here.
                self.line.forget()
                raise
            finally:
                run.Stands.is_over()
                bell.rings_for_whom_it_is_time()
            if command is not None:
                self.goal.begins(command, call)
            self.untold = self.goal.to == END
            self.unseen = self.unseen or self.untold
        self.line.tell(self.identity, "state", {"state": "running", "source": "demo"})

    def says_and_hears(self, line):
        """Says that it stands before a line, and hears what it is told then."""
        self.line.tell(self.identity, "line", line)
        run.Stands.begins()
        return self.line.hear()

    def leaves(self):
        """It isn't this process's any more, or has ended."""
        self.line.hang_up()
        if self.bell is not None:
            self.bell.remove()


def process(identity, name, parent, pid, ppid, pgid, sid):
    """This process is one of the run's from here on."""
    actor = Actor(identity, name)
    kin.is_known(pid, identity)
    actor.born("process", parent, pid=pid, ppid=ppid, pgid=pgid, sid=sid)
    return actor


def thread(identity, name, parent, pid):
    """This thread is one of the run's from here on."""
    actor = Actor(identity, name)
    actor.born("thread", parent, pid=pid, tid=get_native_id())
    return actor
