"""The program that Python is about to run: where its own code lies, and its text, told before anything of it runs.

Never knows what it does.
"""

import os

from . import exceptions, run, sources, steps
from .unwarned import compiled

# What Python itself calls a program that came on standard input.
INPUT = "<stdin>"


class Known:
    """The program's file, and what Python may call it; nothing: it is none, or only Python knows which."""

    path, names = "", []


def as_known():
    """What an interpreter is told that imports the program once more."""
    return [Known.path, Known.names]


def is_known_as(known):
    """This is such an interpreter. What the program's text is has been told."""
    Known.path, Known.names = known
    source = text_of(Known.path)
    if source is not None:
        known = steps.File(source)
        known.is_told = True
        for name in Known.names:
            steps.known[name] = known


def file(named):
    """`python3 FILE`"""
    for found in {os.path.abspath(named), os.path.realpath(named)}:
        steps.roots.append(os.path.dirname(found).rstrip("/") + "/")
    Known.path, Known.names = os.path.abspath(named), sorted(names(named))
    is_known(text_of(named), Known.names)


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


def text_of(program):
    """A program's text, with its marks. Python runs a lesson's listing without them: they would stand in its tracebacks."""
    return read(run.marked if run.lesson else program)


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

