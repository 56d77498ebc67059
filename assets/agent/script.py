"""The script, told of from its first statement to its end.

Never knows what it does, nor how it begins.
"""

from . import actor, clock, depth, exceptions, imports, kernel, main, processes, programs, run, stdin, sync, text, threads, trace
from .line import getpid, high


# How it was named on the command line.
KINDS = {"file": main.file, "module": main.module, "input": main.piped}


def begin(folder, told, kind, named):
    """Python is about to run it."""
    run.begin(folder, told)
    for counter in "stamps", "passed", "counted", "standing", "processes", "lines":
        setattr(run, counter, high(getattr(run, counter)))
    pid = getpid()
    actor.process("p0", run.first, None, pid, processes.getppid(), processes.getpgrp(), processes.getsid(0))
    text.install()
    sync.install()
    threads.install()
    processes.install()
    programs.install()
    kernel.install()
    stdin.install(run.typed)
    clock.install()
    trace.install(is_over)
    imports.install()
    KINDS[kind](named)
    depth.install()
    trace.begin()


def is_over(raised):
    """Its last statement has run, or it has raised what nobody has caught, in these words."""
    whose = run.current()
    if raised is not None and whose is not None and not whose.unseen:
        exceptions.uncaught_as(whose, raised)
    text.Told.ends = True
    run.Stands.process_ends()
    for one in list(run.actors.values()):
        one.ends_lines()
    if whose is not None:
        whose.happens()
