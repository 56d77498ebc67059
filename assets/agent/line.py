"""A line to the terminal program: one a process and one a thread, as all that run on a stage have.

Events go out, a line of JSON each; commands come in. When the other side is gone there is nobody left to run for: the process
leaves. Never knows what an event means.
"""

import posix
import sys
import _socket
from fcntl import F_DUPFD_CLOEXEC, fcntl
from _thread import RLock
from _json import encode_basestring_ascii as quoted, make_encoder, make_scanner

from . import run

VERSION = 1
# The exit code of a process whose terminal program is gone.
HUNG_UP = 86
# Of a function, a variable, a thing: what is longer is cut.
LONGEST_NAME = 60
# Our descriptors begin here, out of the way of the script's.
HIGH = 700

# The originals: the script gets others in their place.
read, write, close, fstat, leave, getpid = (
    posix.read,
    posix.write,
    posix.close,
    posix.fstat,
    posix._exit,
    posix.getpid,
)

# The descriptors that are ours: the script doesn't close them.
ours = set()


def whole(value):
    """A value whose texts any UTF-8 can say: half a surrogate pair is escaped."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, list):
        return list(map(whole, value))
    if isinstance(value, dict):
        return {whole(key): whole(inner) for key, inner in value.items()}
    return value


def name(value):
    """A name, not longer than it may be."""
    return value if len(value) <= LONGEST_NAME else value[: LONGEST_NAME - 1] + "…"


encode = make_encoder(None, str, quoted, None, ":", ",", False, False, True)


def json(value):
    """What an event is made of, as JSON: texts, numbers, truths, lists and dictionaries of them, and nothing."""
    said = "".join(encode(value, 0))
    return said if "\\ud" not in said else "".join(encode(whole(value), 0))


class Reading:
    """How a command is read: as the module `json` does it."""

    strict, object_hook, object_pairs_hook, array_hook = True, None, None, None
    parse_float, parse_int, parse_constant = float, int, float


def heard(command):
    """What a command says."""
    return make_scanner(Reading)(command.decode("utf-8"), 0)[0]


def high(descriptor):
    """Moves one of our descriptors up, where no script looks for it; programs that are started don't get it."""
    try:
        # The kernel finds a free one: between a look of ours and our taking it another thread would have it.
        moved = fcntl(descriptor, F_DUPFD_CLOEXEC, HIGH)
    except OSError:
        posix.set_inheritable(descriptor, False)  # the limit lies lower
    else:
        close(descriptor)
        descriptor = moved
    ours.add(descriptor)
    return descriptor


class Line:
    """A connection, the hello said. Raises OSError where nobody listens any more."""

    def __init__(self, actor):
        self.actor = actor
        # What has come and isn't heard yet; what is to be said. A signal's handler may raise between any two of our steps, and an
        # event with a place in the order that was never said would be waited for in vain.
        self.came, self.queue = [], []
        # A handler that comes while this thread speaks, and stands itself, speaks for it.
        self.sending = RLock()
        self.connect()

    def connect(self):
        line = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        line.connect(run.socket)
        # Before a word is said the kernel is asked who listens: its pid comes first.
        peer = line.getsockopt(_socket.SOL_SOCKET, _socket.SO_PEERCRED, 12)
        if int.from_bytes(peer[:4], sys.byteorder) != run.terminal:
            raise OSError("somebody else listens in the terminal program's place")
        self.descriptor = high(line.detach())
        self.inode = fstat(self.descriptor).st_ino
        hello = {"concurrium": VERSION, "actor": self.actor, "pid": getpid()}
        self.say(json(hello))

    def say(self, said):
        """Says a line of JSON, and at once: whoever waits for it shall not wait for more."""
        written, data = 0, said.encode("ascii") + b"\n"
        try:
            while written < len(data):
                written += write(self.descriptor, data[written:])
        except BrokenPipeError:
            leave(HUNG_UP)

    def is_ours(self):
        """Whether the script has left our descriptor alone: one that it has closed may be another file by now."""
        try:
            return fstat(self.descriptor).st_ino == self.inode
        except OSError:
            return False

    def tell(self, actor, event, fields):
        """Says that something happened."""
        if not self.is_ours():
            ours.discard(self.descriptor)
            try:
                self.connect()
            except OSError:
                leave(HUNG_UP)
        begins = '{"seq":%%d,"t_ns":%d,"actor":"%s","event":"%s"' % (run.now(), actor, event)
        more = json(fields)[1:].replace("%", "%%")
        said = begins + ("," + more if fields else more) + "\n"
        # As one call, which no handler can split: whoever has a place in the order is in the queue.
        places = map(run.lseek, (run.stamps,), (1,), (run.SEEK_CUR,))
        self.queue.extend(map(said.encode("ascii").__mod__, places))
        try:
            self.send()
        except BaseException:
            self.send()
            raise

    def send(self):
        """Says what is to be said, also what a signal's handler has come between.

        A thread that is told of no more speaks here, too: one says what all have queued, the others leave it to that one.
        """
        try:
            while self.queue:
                held = []
                try:
                    # As one call, too: who has it knows that they have.
                    held.extend(map(self.sending.acquire, (False,)))
                    if not held[0]:
                        return
                    while self.queue:
                        # As one call again: it is out of the queue if it has been said. So short a line is written whole, or not
                        # at all.
                        list(zip(map(write, (self.descriptor,), self.queue), map(self.queue.pop, (0,))))
                finally:
                    if held and held[0]:
                        self.sending.release()
        except BrokenPipeError:
            leave(HUNG_UP)

    def hear(self):
        """Waits for the next command."""
        self.send()
        while not (self.came and b"\n" in self.came[-1]):
            # As one call: what has come is there, whatever a signal's handler raises behind it.
            self.came.extend(map(read, (self.descriptor,), (4096,)))
            if not self.came[-1]:
                leave(HUNG_UP)
        command, _, rest = b"".join(self.came).partition(b"\n")
        self.came = [rest] if rest else []
        return command

    def forget(self):
        """Whoever was to be told something doesn't wait for it any more."""
        self.came = []

    def hang_up(self):
        """Closes it: its thread has ended, or it is another process's."""
        if self.is_ours():
            close(self.descriptor)
        ours.discard(self.descriptor)
