"""Runs the script as `python3` does, and tells of it from its first statement to its end.

Never knows what it does, nor how it begins.
"""

import sys

from . import actor, clock, exceptions, faults, imports, kernel, main, processes, programs, run, stdin, sync, text, threads, trace
from .line import getpid, high


# How it was named on the command line.
KINDS = {"file": main.file, "module": main.module, "input": main.piped}


def run_it(folder, told, command):
    run.begin(folder, told)
    run.stamps, run.passed, run.processes, run.lines = map(
        high, (run.stamps, run.passed, run.processes, run.lines)
    )
    pid = getpid()
    actor.process("p0", "main", None, pid, processes.getppid(), processes.getpgrp(), processes.getsid(0))
    text.install()
    sync.install()
    threads.install()
    processes.install()
    programs.install()
    kernel.install()
    stdin.install(run.typed)
    clock.install()
    trace.install()
    imports.install()
    try:
        kind, named, *arguments = command
        KINDS[kind](named, arguments)
    except SystemExit:
        raise
    except BaseException as error:
        whose = run.current()
        if whose is not None and not whose.unseen:
            exceptions.uncaught(whose, error)
        leave_our_lines_out()
        raise
    finally:
        text.Told.ends = True
        for one in list(run.actors.values()):
            one.ends_lines()
        if run.current() is not None:
            run.current().happens()


def leave_our_lines_out():
    """The interpreter is about to say what the script has raised: the agent's own lines don't belong there."""
    said = sys.excepthook

    def excepthook(kind, error, traceback):
        sys.excepthook = said
        faults.strip(error)
        said(kind, error, error.__traceback__)

    sys.excepthook = excepthook
