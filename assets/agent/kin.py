"""Whom a process comes of, and who is in a group with it: by the kernel's word.

Never knows what is done with it.
"""

import os
import posix

from . import run

# A process that nobody has told of: its parent's parent is asked for, but not without end.
GENERATIONS = 100
# Which actor a process is stands in an open file that all of them share, so far behind one another by their pids.
WIDTH = 64

# The children of this process, by pid: which actors they are.
children = {}

# The originals: the script gets others in their place.
pread, pwrite = posix.pread, posix.pwrite


def is_known(pid, identity):
    """This process is this actor."""
    said = identity.encode()
    if len(said) <= WIDTH:
        try:
            pwrite(run.kin, said.ljust(WIDTH, b"\0"), pid * WIDTH)
        except OSError:
            pass  # it is spoken of by its number


def identity_of(pid):
    """The actor that a process is, or was; None: nobody has told of it."""
    try:
        return pread(run.kin, WIDTH, pid * WIDTH).rstrip(b"\0").decode() or None
    except OSError:
        return None


def has_ended(pid):
    """Whether a process is gone, or will be once it has been waited for."""
    try:
        with open("/proc/%d/stat" % pid, "rb") as stat:
            return stat.read().rpartition(b")")[2].split()[0] in (b"Z", b"X")
    except (OSError, IndexError):
        return True


def parent_and_group(pid):
    """A process's parent and group, as the kernel has them; None: there is no such process."""
    try:
        with open("/proc/%d/stat" % pid, "rb") as stat:
            said = stat.read().rpartition(b")")[2].split()
            return int(said[1]), int(said[2])
    except (OSError, IndexError, ValueError):
        return None


def is_of_the_run(pid):
    """Whether a process came of this run: the stage's first process is among those whom it comes of."""
    for _ in range(GENERATIONS):
        found = parent_and_group(pid)
        if found is None or found[0] in (0, 1):
            return False
        if found[0] == run.warden:
            return True
        pid = found[0]
    return False


def group_of(number):
    """Who is in a group."""
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return [pid for pid in pids if (parent_and_group(pid) or (0, 0))[1] == number]
