"""The run, as each of its processes knows it: where to speak, the order of what happens, and who lives in this process.

Never knows what an event says.
"""

import posix
import time
from _thread import get_ident

SEEK_SET, SEEK_CUR = 0, 1
# What a step takes, on the run's clock.
TICK = 1_000_000
# How long a lesson's step may take before the machine's time is counted: who wakes first mustn't be up to chance.
GRACE = 300_000_000

# The originals: the script gets others in their place.
lseek = posix.lseek
monotonic_ns = time.monotonic_ns
process_time = time.process_time

# What the stage has said at the start: see `begin`.
folder = ""
socket = asked = marked = ""
terminal = warden = 0
start_ns = 0
# The order in which things happen: all processes have the same open file, and the kernel moves its position for one at a time.
stamps = -1
# How much time has passed for the run; up to when the machine's was counted; and how many stand and may go on.
passed = -1
counted = -1
standing = -1
processes = -1
lines = -1
# Which actor each process is: see `kin`.
kin = -1
most_processes = 0
most_lines = 0
gated = True
# Whether what is read from standard input is typed by the student.
typed = False
# Whether all time is the machine's.
real_time = False
# What is stepped: "statement", "event" or "mark"; nothing: marks, where the program has some, otherwise statements.
step = ""
# Whether it is a lesson's listing: its text is known, and everybody stands at its marks. And what its first process is called.
lesson = False
first = "main"
# What a lesson's actors are called, by the function that each runs: `{letter}`, `{number}`, `{an argument of it}` in it are filled in.
names = {}

# The open files that all processes share, as they are called here; and all that was said at the start.
COUNTERS = "stamps", "passed", "counted", "standing", "processes", "lines", "kin"
said = {}

# Who lives in this process: its actors, by the identity of their threads.
actors = {}


def begin(agent, told):
    """Takes in what the stage says: `terminal=17,start=…`."""
    global folder, socket, asked, marked, terminal, warden, start_ns, most_processes, most_lines, gated, typed, real_time, step, lesson, first, names
    folder = agent
    socket = agent.rpartition("/")[0] + "/line"
    asked = agent.rpartition("/")[0] + "/asked"
    marked = agent.rpartition("/")[0] + "/marked"
    said.update(pair.split("=") for pair in told.split(","))
    for counter in COUNTERS:
        globals()[counter] = int(said[counter])
    terminal = int(said["terminal"])
    warden = int(said["warden"])
    start_ns = int(said["start"])
    most_processes = int(said["most_processes"])
    most_lines = int(said["most_lines"])
    gated = said["gated"] == "1"
    typed = said["typed"] == "1"
    real_time = said["real"] == "1"
    step = said["step"]
    lesson = said.get("lesson") == "1"
    first = said.get("first", first)
    # No blank stands in what is told.
    names = dict(each.replace("_", " ").split(":") for each in said.get("names", "").split(";") if each)


def counters():
    """The open files that all processes share."""
    return [globals()[counter] for counter in COUNTERS]


def told():
    """What the stage has said, for an interpreter that is started here and gets the same open files."""
    return ",".join(name + "=" + value for name, value in {**said, **dict(zip(COUNTERS, map(str, counters())))}.items())


def now():
    """Nanoseconds since the run's start."""
    return monotonic_ns() - start_ns


def takes_its_time():
    """Whether the run has a clock of its own. Who isn't stepped runs by the machine's."""
    return gated and not real_time


def clock():
    """What the run's clock says, in nanoseconds since its start."""
    if not takes_its_time():
        return now()
    counts()
    return lseek(passed, 0, SEEK_CUR)


def counts():
    """Time passes as the machine's does while nobody stands: while somebody looks at who stands, it doesn't."""
    if lseek(standing, 0, SEEK_CUR) <= 0:
        until = now()
        since = lseek(counted, 0, SEEK_CUR)
        if since < until:
            lseek(counted, until, SEEK_SET)
            passes(until - since)


def passes(nanoseconds):
    """So much time passes for all."""
    lseek(passed, nanoseconds, SEEK_CUR)


class Stands:
    """How many of this process stand. Once it ends they don't count."""

    here = 0
    ends = False

    @classmethod
    def begins(cls):
        if takes_its_time() and not cls.ends:
            counts()
            cls.here += 1
            lseek(standing, 1, SEEK_CUR)

    @classmethod
    def is_over(cls):
        """It goes on. That takes a moment, however long it has stood; in a lesson, however busy the machine is, too."""
        if cls.here > 0:
            cls.here -= 1
            lseek(counted, now() + (GRACE if lesson else 0), SEEK_SET)
            lseek(standing, -1, SEEK_CUR)
            passes(TICK)

    @classmethod
    def process_ends(cls):
        cls.ends = True
        while cls.here > 0:
            cls.is_over()


class Own:
    """How much processor time the agent has taken of this process so far, in seconds: to begin, after a fork, and to read the script's
    files."""

    took = 0.0


def takes(work, *arguments):
    """Does something of ours that takes its time."""
    begins = process_time()
    try:
        return work(*arguments)
    finally:
        Own.took += process_time() - begins


def current():
    """The actor of this thread, or the one of its coroutines that it runs; None for a thread that nobody has told us of."""
    found = actors.get(get_ident())
    return None if found is None else found.inside


def take(counter, count, most=None):
    """Adds to a counter that all processes share, unless it would be more than it may; whether it did."""
    value = lseek(counter, count, SEEK_CUR)
    if most is not None and value > most:
        lseek(counter, -count, SEEK_CUR)
        return False
    return True


def give(counter, count):
    """Takes from such a counter again."""
    lseek(counter, -count, SEEK_CUR)
