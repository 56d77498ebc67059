"""Opens a lesson in a terminal of its own, takes a step by a key, and leaves: step_a_lesson.py PROGRAM.

Waits for what is drawn, never for a time; after a minute without it, that's the failure.
"""

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios


def main(program):
    child, terminal = pty.fork()
    if child == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.execve(program, [program, "open", "fork-tree", "--lang", "en", "--no-state"], dict(os.environ, TERM="xterm-256color"))
    screen = ""

    def wait_for(text):
        nonlocal screen
        while text not in screen:
            if not select.select([terminal], [], [], 60)[0]:
                sys.exit(f"{text!r} never came: {screen[-400:]!r}")
            drawn = os.read(terminal, 65536).decode(errors="replace")
            # What moves the cursor stands for a blank, colours for nothing.
            screen += re.sub(r"\x1b\[[0-9;?]*[A-Za-ln-z]", " ", re.sub(r"\x1b\[[0-9;]*m", "", drawn))
        screen = screen[screen.index(text) + len(text):]

    wait_for("ready")  # to take a step: the first process stands before its first line
    os.write(terminal, b"\x1b[C")
    wait_for("fork → 0")
    os.write(terminal, b"qq")
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:
        pass  # nobody has the terminal any more
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


main(sys.argv[1])
