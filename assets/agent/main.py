"""The program that Python is about to run: where its own code lies, and its text, told before anything of it runs.

Never knows what it does.
"""

import os

from . import exceptions, run, sources, steps
from .unwarned import compiled

# What Python itself calls a program that came on standard input.
INPUT = "<stdin>"


def file(named):
    """`python3 FILE`"""
    for found in {os.path.abspath(named), os.path.realpath(named)}:
        steps.roots.append(os.path.dirname(found).rstrip("/") + "/")
    is_known(read(named), names(named))


def module(named):
    """`python3 -m MODULE`: where it lies only Python knows."""
    steps.roots.append(here().rstrip("/") + "/")


def piped(held):
    """`python3 -`; `held`: the file in which what came is kept."""
    steps.roots.append(here().rstrip("/") + "/")
    is_known(read(held), [INPUT])


def names(named):
    """What Python may call a file: it puts the folder before the name as it was given."""
    bare = named[2:] if named[:2] == "./" else named
    folder = here()
    return {named, os.path.abspath(named), os.path.join(folder, named), os.path.join(folder, bare)}


def here():
    """The folder that Python was started in; nothing where that is gone."""
    try:
        return os.getcwd()
    except OSError:
        return ""


def read(named):
    """A file's text; None where it can't be read: Python says so itself."""
    try:
        with open(named, "rb") as opened:
            return opened.read()
    except OSError:
        return None


def is_known(source, names):
    """Takes in and tells a program's text. What is wrong with it Python says once more."""
    if source is None:
        return
    known = steps.File(source)
    for name in names:
        steps.known[name] = known
    actor = run.current()
    sources.tell(actor, known)
    try:
        compiled(source, INPUT)
    except Exception as error:
        exceptions.uncaught(actor, error)

