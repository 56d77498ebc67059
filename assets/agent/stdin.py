"""What is read: standard input. On the stage's own terminal the student types it; from a file or a pipe it comes by itself, and who has
to wait for it says so.

    input(), sys.stdin ─▶ Raw ─┬─ typed: blocked, input ─▶ answer ─▶ a line, or the end of the file
                               └─ otherwise: as it is
Never knows what it is read for.
"""

import builtins
import io
import posix
import sys

from . import kernel, run, text, values
from .line import heard, read

DESCRIPTOR = 0

real_input = builtins.input


class Typed:
    """What was typed and isn't read yet."""

    # Whether standard input is the stage's terminal; the file that it was at the start; and our stream on it.
    here = False
    was = stream = None
    rest = b""
    # What is to be said to be waited for, while `input()` asks.
    asked = None


def is_typed():
    """Whether what is read now is typed by the student."""
    return Typed.here and run.current() is not None and text.identity(DESCRIPTOR) == Typed.was


def types(count):
    """What the student types, at most so many bytes; nothing: the end of the file."""
    if not Typed.rest:
        actor = run.current()
        on = Typed.asked or "sys.stdin"
        for one in list(run.actors.values()):
            one.ends_lines()
        actor.tell("blocked", on=on, input=True)
        try:
            while b'"answer"' not in (command := actor.line.hear()):
                pass
        finally:
            actor.tell("unblocked", on=on)
        line = heard(command).get("text")
        if line is None:
            return b""
        # As a terminal does it: what is typed stands there, too.
        actor.tell("output", stream="stdin", text=line)
        Typed.rest = line.encode("utf-8", "surrogateescape") + b"\n"
    taken, Typed.rest = Typed.rest[:count], Typed.rest[count:]
    return taken


class Raw(io.FileIO):
    """Standard input, without a buffer."""

    def readinto(self, buffer):
        if is_typed():
            came = types(len(buffer))
            buffer[: len(came)] = came
            return len(came)
        if run.current() is None or kernel.is_there(self.fileno()):
            return super().readinto(buffer)
        with kernel.sleeping(Typed.asked or "sys.stdin"):
            return super().readinto(buffer)

    def read(self, size=-1):
        if size is None or size < 0:
            return self.readall()
        buffer = bytearray(size)
        count = self.readinto(buffer)
        return None if count is None else bytes(buffer[:count])

    def readall(self):
        came = []
        while part := self.read(io.DEFAULT_BUFFER_SIZE):
            came.append(part)
        return b"".join(came)


Raw.__name__ = Raw.__qualname__ = io.FileIO.__name__
Raw.__module__ = io.FileIO.__module__


def reads(descriptor, count):
    """`os.read()`"""
    if descriptor == DESCRIPTOR and type(descriptor) is int and is_typed():
        return types(count)
    return kernel.reads(descriptor, count)


def asks(*prompt):
    """`input()`, as CPython does it where it isn't at a terminal of its own."""
    stdin, stdout = sys.stdin, sys.stdout
    if stdin is None or stdin is not Typed.stream or stdout is None or run.current() is None or len(prompt) > 1:
        return real_input(*prompt)
    if sys.stderr is not None:
        sys.stderr.flush()
    stdout.write(str(*prompt))
    stdout.flush()
    Typed.asked = "input(" + "".join(map(values.shown, prompt)) + ")"
    try:
        line = stdin.readline()
    finally:
        Typed.asked = None
    if not line:
        raise EOFError() if Typed.here else EOFError("EOF when reading a line")
    return line[:-1] if line[-1] == "\n" else line


def install(typed):
    stream = sys.stdin
    if stream is not None:
        Typed.here, Typed.was = typed, text.identity(DESCRIPTOR)
        raw = Raw(DESCRIPTOR, "rb", closefd=False)
        raw.name = stream.name
        told = io.TextIOWrapper(
            io.BufferedReader(raw),
            encoding=stream.encoding,
            errors=stream.errors,
            line_buffering=stream.line_buffering,
        )
        told.mode = "r"
        sys.stdin = sys.__stdin__ = Typed.stream = told
        asks.__name__ = asks.__qualname__ = "input"
        asks.__module__ = "builtins"
        builtins.input = asks
    kernel.os.read = posix.read = reads
