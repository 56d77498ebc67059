"""Whether anybody could ever write into a pipe that is read from: who has its other end, by the kernel's word.

Never knows what is read.
"""

import posix
from _stat import S_ISFIFO

from . import bell, kin, run

# Of a descriptor's flags: what it may be used for.
ACCESS, READS = 3, 0


def only_it_can_write(descriptor):
    """Whether nobody but this process's only thread has an end of this pipe that can be written into: it waits for itself."""
    if len(run.actors) != 1 or bell.alarm_is_set():
        return False
    try:
        told = posix.fstat(descriptor)
        if not S_ISFIFO(told.st_mode):
            return False
        pipe, own = "pipe:[%d]" % told.st_ino, str(posix.getpid())
        has_itself = False
        for pid in filter(str.isdigit, posix.listdir("/proc")):
            if writes_into(pid, pipe):
                if pid != own:
                    return False
                has_itself = True
        return has_itself
    except OSError:
        return False  # who may not be looked at might write


def writes_into(pid, pipe):
    """Whether a process has an end of a pipe that can be written into."""
    folder = "/proc/" + pid
    try:
        return any(is_end(folder, each, pipe) for each in posix.listdir(folder + "/fd"))
    except (FileNotFoundError, ProcessLookupError):
        return False  # it has ended meanwhile
    except PermissionError:
        return kin.is_of_the_run(int(pid))  # nobody else's can have come to it


def is_end(folder, descriptor, pipe):
    try:
        if posix.readlink(folder + "/fd/" + descriptor) != pipe:
            return False
        with open(folder + "/fdinfo/" + descriptor, "rb") as known:
            flags = int(known.read().partition(b"flags:")[2].split()[0], 8)
        return flags & ACCESS != READS
    except (FileNotFoundError, ProcessLookupError):
        return False  # it has been closed meanwhile
