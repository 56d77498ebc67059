"""What is printed: standard output and standard error, each line told by who writes it.

The script keeps the buffers that it has without us, and so what a fork doubles. Only the last step is ours: what would be
written on descriptor 1 or 2 is told instead, as long as that is still what it was at the start.
Never knows what prints.
"""

import io
import os
import posix
import sys
import _socket

from . import refusals, run
from .line import fstat, write

# So much of a line is told at a time, and so many lines by one process; beyond that they are counted.
LONGEST = 8000
MOST_LINES = 100_000

STREAMS = {1: "stdout", 2: "stderr"}
# Which stream a file is, by the file.
was = {}


# The original: the script gets another in its place.
writev = posix.writev


class Told:
    lines = 0
    # How many other programs this process has started and not waited for: they write on the terminals themselves.
    others = 0
    # The script has come to its end: what the interpreter flushes now is the last.
    ends = False


def identity(descriptor):
    """What a descriptor is open on."""
    try:
        found = fstat(descriptor)
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_rdev


def told_as(descriptor):
    """As which stream what is written there is told; None: it isn't told."""
    return was.get(identity(descriptor)) if speaker() is not None else None


def speaker():
    actor = run.current()
    if actor is None:
        for actor in list(run.actors.values()):
            return actor
    return actor


def comes_behind():
    """What others have written on the terminals comes first: the warden reads it there, and is waited for."""
    asking = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        asking.connect(run.asked)
        asking.recv(1)  # it hangs up once all is told
    except OSError:
        pass  # nobody reads there any more
    finally:
        asking.close()


def tell(stream, data):
    """Tells what is written, line by line. One that doesn't end with it is held back until more is known of it."""
    actor = speaker()
    if Told.others:
        comes_behind()
    text = actor.unended.pop(stream, "") + bytes(data).decode("utf-8", "replace")
    *lines, rest = text.split("\n")
    for line in lines:
        while len(line) > LONGEST:
            actor.unended[stream], line = line[:LONGEST], line[LONGEST:]
            actor.ends_lines()
        if there_is_room(actor):
            actor.tell("output", stream=stream, text=line)
    if rest:
        actor.unended[stream] = rest
        if len(rest) > LONGEST:
            actor.ends_lines()


def there_is_room(actor):
    """Whether one more line is told; says it once when there is none."""
    Told.lines += 1
    if Told.lines == MOST_LINES + 1:
        refusals.tell(actor, "print", "script_printed", lines=MOST_LINES)
    return Told.lines <= MOST_LINES


class Raw(io.FileIO):
    """Standard output or standard error, without a buffer."""

    def write(self, data):
        stream = told_as(self.fileno())
        if stream is None:
            return super().write(data)
        tell(stream, data)
        return len(bytes(data))


class Text(io.TextIOWrapper):
    """Standard output or standard error."""

    def __repr__(self):
        return "<_io.TextIOWrapper name=%r mode=%r encoding=%r>" % (self.name, self.mode, self.encoding)

    def flush(self):
        super().flush()
        if (Told.ends or sys.is_finalizing()) and speaker() is not None:
            speaker().ends_lines()


# What the script is told that they are.
for ours, original in (Raw, io.FileIO), (Text, io.TextIOWrapper):
    ours.__name__ = ours.__qualname__ = original.__name__
    ours.__module__ = original.__module__


def again(stream, descriptor):
    """The same stream, but told."""
    raw = Raw(descriptor, "wb", closefd=False)
    raw.name = stream.name
    unbuffered = isinstance(stream.buffer, io.RawIOBase)
    told = Text(
        raw if unbuffered else io.BufferedWriter(raw),
        encoding=stream.encoding,
        errors=stream.errors,
        newline="\n",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
    told.mode = "w"
    return told


def writes(descriptor, data):
    """`os.write()`"""
    stream = told_as(descriptor)
    if stream is None:
        return write(descriptor, data)
    tell(stream, data)
    return len(bytes(data))


def writes_pieces(descriptor, pieces):
    """`os.writev()`"""
    if told_as(descriptor) is None:
        return writev(descriptor, pieces)
    return writes(descriptor, b"".join(pieces))


def install():
    for descriptor, stream in STREAMS.items():
        found = identity(descriptor)
        if found is not None:
            was[found] = stream
    for name, descriptor in ("stdout", 1), ("stderr", 2):
        stream = getattr(sys, name)
        if stream is not None:
            told = again(stream, descriptor)
            setattr(sys, name, told)
            setattr(sys, "__" + name + "__", told)
    os.write = posix.write = writes
    os.writev = posix.writev = writes_pieces
