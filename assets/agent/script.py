"""Runs the script as `python3 FILE` does: as `__main__`, with its own arguments, its own folder first on the path, and its own words
where it fails.

Never knows what it does.
"""

import builtins
import os
import sys
from _frozen_importlib_external import SourceFileLoader

from . import actor, clock, exceptions, faults, imports, kernel, processes, programs, run, stdin, steps, sync, text, threads, trace
from .line import getpid, high


def run_script(file, arguments):
    with open(file, "rb") as opened:
        source = opened.read()
    folder = os.path.dirname(os.path.realpath(file))
    file_name = os.path.abspath(file)
    sys.argv[:] = [file, *arguments]
    if hasattr(sys, "orig_argv"):
        sys.orig_argv[:] = [sys.orig_argv[0], file, *arguments]
    if not getattr(sys.flags, "safe_path", False):
        sys.path.insert(0, folder)
    main = type(sys)("__main__")
    main.__file__ = file_name
    main.__builtins__ = builtins
    main.__loader__ = SourceFileLoader("__main__", file_name)
    main.__cached__ = None
    sys.modules["__main__"] = main
    steps.roots.append(os.path.dirname(file_name) + "/")
    code = compile(source, file_name, "exec", dont_inherit=True)
    known = steps.known[file_name] = steps.File(source)
    trace.only.marks = bool(known.marks)
    trace.begin()
    try:
        exec(code, main.__dict__)
    finally:
        trace.end()


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
        run_script(command[0], command[1:])
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
