"""The script, told of from its first statement to its end.

Never knows what it does, nor how it begins.
"""

from . import (
    actor, by_hand, clock, depth, exceptions, imports, kernel, main, monitor, processes, programs, run, spawned, stdin, sync, text, threads,
    trace, whole,
)
from .line import getpid, high


# How it was named on the command line.
KINDS = {"file": main.file, "module": main.module, "input": main.piped}


def begin(folder, told, kind, named):
    """Python is about to run it; or this is an interpreter that it has started itself."""
    run.begin(folder, told)
    for counter in run.COUNTERS:
        setattr(run, counter, high(getattr(run, counter)))
    if kind in KINDS:
        pid = getpid()
        actor.process("p0", run.first, None, pid, processes.getppid(), processes.getpgrp(), processes.getsid(0))
    else:
        spawned.begins(kind, named)
    text.install()
    sync.install()
    threads.install()
    processes.install()
    programs.install()
    kernel.install()
    stdin.install(run.typed)
    clock.install()
    trace.install()
    whole.install(is_over)
    if monitor.monitoring is not None:
        monitor.install()
    imports.install()
    by_hand.install()
    KINDS.get(kind, spawned.knows)(named)
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
