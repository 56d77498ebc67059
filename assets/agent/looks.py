"""What there is to see of a lesson's things at a mark: `look memory`, `look file`, `look itself`, `look share`.

    a mapping    where it lies, its first byte, how many of its pages others have, too: here, and in parent and children
    a file       where the kernel says that it stands
    a text file  how much of what was written it has kept so far
    itself       what a daemon changes about its process, by the kernel's word
    share        how much processor time of its process the agent has taken
None of the script's code runs for it. What can't be read isn't told. Never knows what it is shown for.
"""

import posix
import sys
from gc import get_referents

from . import faults, kin, refusals, run
from .line import getpid

# The originals: the script gets others in their place.
getppid, readlink = posix.getppid, posix.readlink

# What is looked at of a process: see `tells_itself`; whether it has a terminal of its own now; on which processor it ran last; what of
# its time was ours.
PROCESS = ITSELF, TERMINAL, PROCESSOR, SHARE = "itself", "own terminal", "processor", "share"
# So many bytes of a mapping's object are looked through for where its memory lies.
HEAD = 64
# What the kernel says of a page in `/proc/PID/pagemap`: it is in memory; nobody else has it; in which frame it lies.
PRESENT, EXCLUSIVE, FRAME = 1 << 63, 1 << 56, (1 << 55) - 1
OFFSET = "file offset"
# No terminal.
NONE = "none"
# The device numbers of ptys begin at this major number.
PTS = 136


def tell(actor, name, thing):
    """Tells what there is to see of a thing, or of a process, where that is another than it was."""
    try:
        if name == ITSELF:
            tells_itself(actor)
        elif name == TERMINAL:
            is_seen(actor, TERMINAL, "no" if terminal_of(stat()) == NONE else "yes", "demo")
        elif name == PROCESSOR:
            is_seen(actor, PROCESSOR, int(stat()[36]), "kernel")
        elif name == SHARE:
            is_seen(actor, "share of Concurrium", "%.3f" % run.Own.took, "demo")
        elif is_of("mmap", "mmap", thing):
            tells_mapping(actor, name, thing)
        elif is_of("_io", "FileIO", thing):
            tells_offset(actor, thing.fileno())
        elif is_of("_io", "TextIOWrapper", thing):
            is_seen(actor, "bytes in buffer", kept(thing), "demo")
    except (OSError, ValueError, LookupError) as error:
        faults.swallow(error)  # it is closed, or /proc isn't there


def is_of(module, name, thing):
    """Whether a thing is of this class of the library's, and of no class made of it."""
    return type(thing) is getattr(sys.modules.get(module), name, None)


def is_seen(actor, key, value, source, of=None):
    """Tells a fact of this actor, or of another, if it is news."""
    of, value = of or actor.identity, str(value)
    known = key if of == actor.identity else (of, key)
    if actor.facts.get(known) != value:
        actor.facts[known] = value
        actor.tell_of(of, "fact", key=key, value=value, source=source)


def tells_mapping(actor, name, mapping):
    """Of memory that was mapped before its processes were forked: it lies at the same place in each."""
    at, page = address(mapping), sys.modules["mmap"].PAGESIZE
    if at is None:
        return
    family = relatives(actor, "address")
    entries = words(read(getpid(), "pagemap", at // page * 8, len(mapping) // page * 8), "Q")
    # A page that isn't there yet would come by being read.
    if entries[0] & PRESENT:
        is_seen(actor, name + "[0]", mapping[0], "demo")
        is_seen(actor, "byte at the address", read(getpid(), "mem", at, 1)[0], "kernel")
        tells_frame(actor, entries[0] & FRAME)
    is_seen(actor, "address", hex(at), "demo")
    counts(actor, actor.identity, entries)
    for pid, identity in family:
        try:
            counts(actor, identity, words(read(pid, "pagemap", at // page * 8, len(entries) * 8), "Q"))
        except OSError as error:
            faults.swallow(error)  # it is gone


def tells_frame(actor, frame):
    if frame:
        is_seen(actor, "page frame", hex(frame), "kernel")
    elif "page frame" not in actor.facts:
        actor.facts["page frame"] = ""
        why = "the kernel shows the numbers of page frames to root alone"
        refusals.tell(actor, "/proc/self/pagemap", "unknown", error=why, key='"page frame"')


def counts(actor, identity, entries):
    """Tells how many of these pages their process alone has, and how many others have, too: those last."""
    there = [entry & EXCLUSIVE for entry in entries if entry & PRESENT]
    if entries:
        alone = sum(map(bool, there))
        is_seen(actor, "pages private", alone, "kernel", identity)
        is_seen(actor, "pages shared", len(there) - alone, "kernel", identity)


def tells_offset(actor, descriptor):
    """Of a file that was opened before its processes were forked: its descriptor is the same in each."""
    family = relatives(actor, OFFSET)
    is_seen(actor, OFFSET, offset(getpid(), descriptor), "kernel")
    for pid, identity in family:
        try:
            is_seen(actor, OFFSET, offset(pid, descriptor), "kernel", identity)
        except OSError as error:
            faults.swallow(error)  # it is gone


def offset(pid, descriptor):
    with open("/proc/%d/fdinfo/%d" % (pid, descriptor), "rb") as opened:
        return int(opened.read().partition(b"pos:")[2].split()[0])


def relatives(actor, key):
    """The children of this process, and its parent, as far as they are the run's; nobody, as long as this isn't known of itself: what a new
    process tells first is of itself alone, as its parent tells of itself at the same time."""
    if key not in actor.facts:
        return []
    found = list(kin.children.items())
    parent = kin.identity_of(getppid())
    if parent is not None and parent == actor.identity.rpartition("/")[0]:
        found.append((getppid(), parent))
    return found


def address(mapping):
    """Where a mapping lies: its object has the address, and behind that the length. None: it isn't found."""
    kept = words(read(getpid(), "mem", id(mapping), HEAD), "N")
    for at, length in zip(kept, kept[1:]):
        if length == len(mapping) and at and at % sys.modules["mmap"].PAGESIZE == 0:
            return at
    return None


def read(pid, name, at, length):
    """A piece of a file of the kernel's about a process."""
    with open("/proc/%d/%s" % (pid, name), "rb", 0) as opened:
        return kin.pread(opened.fileno(), length, at)


def words(data, kind):
    """Numbers that stand behind one another in memory."""
    return memoryview(data).cast(kind).tolist()


def kept(text):
    """How many bytes were written to a text file that it has kept so far: the only texts that it refers to beside the names of its
    encoding and of what it does with errors."""
    waiting = [each for each in get_referents(text) if type(each) in (str, bytes, list) and each is not text.encoding and each is not text.errors]
    return sum(sum(map(len, each)) if type(each) is list else len(each) for each in waiting)


def stat():
    """What the kernel says of this process, from its state on: proc_pid_stat(5)."""
    with open("/proc/self/stat", "rb") as opened:
        return opened.read().rpartition(b")")[2].split()


def tells_itself(actor):
    said = stat()
    ppid, pgid, sid = map(int, said[1:4])
    seen = {"ppid": ppid, "pgid": pgid, "sid": sid, "leader": "yes" if sid == getpid() else "no", "tty": terminal_of(said)}
    seen["cwd"] = readlink("/proc/self/cwd")
    seen["umask"] = umask()
    for descriptor in 0, 1, 2:
        seen["fd%d" % descriptor] = readlink("/proc/self/fd/%d" % descriptor)
    for key, value in seen.items():
        is_seen(actor, key, value, "kernel")


def umask():
    """As Python writes it in octal."""
    with open("/proc/self/status", "rb") as opened:
        said = [line for line in opened if line[:6] == b"Umask:"]
    number = int(said[0].split()[1], 8)
    return oct(number) if number else "0"


def terminal_of(said):
    return terminal(int(said[4]))


def terminal(device):
    """The terminal with this device number: its minor number lies in the bits 31 to 20 and 7 to 0, the major one between."""
    major, minor = device >> 8 & 0xFF, device & 0xFF | device >> 12 & 0xFFF00
    if device == 0:
        return NONE
    return "/dev/pts/%d" % (minor + (major - PTS << 8)) if 0 <= major - PTS <= 7 else "%d:%d" % (major, minor)
