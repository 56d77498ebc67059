"""What runs as `__main__`: a file, a module as `python3 -m` finds it, or what came on standard input. Each begins as it begins
without us: the same names, the same arguments, the same path, and the same words where there is nothing to run.

Never knows what it does.
"""

import builtins
import os
import sys
from _frozen_importlib import BuiltinImporter
from _frozen_importlib_external import SourceFileLoader

from . import coroutines, run, sent, sources, steps, trace

# What Python itself calls a program that came on standard input.
INPUT = "<stdin>"


def file(named, arguments):
    """`python3 FILE`"""
    try:
        source = read(named)
    except OSError as error:
        why = "can't open file %r: [Errno %d] %s" % (os.path.abspath(named), error.errno, error.strerror)
        sys.stderr.write("%s: %s\n" % (sys.executable, why))
        raise SystemExit(2)
    is_called(named, [named], arguments)
    comes_first(os.path.dirname(os.path.realpath(named)))
    filename = os.path.abspath(named)
    steps.roots.append(os.path.dirname(filename) + "/")
    begins(source, filename, SourceFileLoader("__main__", filename))


def module(named, arguments):
    """`python3 -m MODULE`"""
    is_called("-m", ["-m", named], arguments)
    folder = here()
    comes_first(folder)
    steps.roots.append(folder + "/")
    import runpy

    new(BuiltinImporter)
    trace.begin()
    try:
        runpy._run_module_as_main(named)
    finally:
        trace.end()


def piped(held, arguments):
    """`python3 -`; `held`: the file in which what came is kept."""
    is_called("-", ["-"], arguments)
    comes_first("")
    steps.roots.append(here() + "/")
    begins(read(held), INPUT, BuiltinImporter)


def here():
    """The folder that Python was started in; nothing where that is gone."""
    try:
        return os.getcwd()
    except OSError:
        return ""


def read(named):
    with open(named, "rb") as opened:
        return opened.read()


def is_called(name, words, arguments):
    """What the program is called by: its own name first."""
    sys.argv[:] = [name, *arguments]
    if hasattr(sys, "orig_argv"):
        sys.orig_argv[:] = [sys.orig_argv[0], *words, *arguments]


def comes_first(folder):
    """What is imported is looked for here first."""
    if not getattr(sys.flags, "safe_path", False):
        sys.path.insert(0, folder)


def new(loader):
    """The module `__main__`, as nothing has run in it yet."""
    main = type(sys)("__main__")
    main.__loader__ = loader
    if sys.version_info < (3, 14):
        main.__annotations__ = {}
    main.__builtins__ = builtins
    sys.modules["__main__"] = main
    return main


def begins(source, filename, loader):
    """Runs a program's text."""
    main = new(loader)
    main.__file__ = filename
    if sys.version_info < (3, 15):
        main.__cached__ = None
    known = steps.known[filename] = steps.File(source)
    sources.tell(run.current(), known)
    code = sent.compiled(source, filename, coroutines.LISTENERS)
    trace.begin()
    try:
        exec(code, main.__dict__)
    finally:
        trace.end()
