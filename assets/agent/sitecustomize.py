"""Where the interpreter begins: it imports a module of this name before the program that it was started with, and then runs that one
itself. So what runs is Python's own doing, and no call of ours lies below it.

    python3 FILE ─▶ site ─▶ this module ─▶ the user's own of this name ─▶ the agent begins ─▶ FILE
                                                                    (PYTHONPATH as the user has it again)

The agent's package is found by its folder alone. It is on no path and, once it has begun, in no list of modules: whatever the script
imports is what it would find without us.
"""

import os
import posix
import sys

FOLDER = __file__.rpartition("/")[0]
PATH, TOLD = "PYTHONPATH", "CONCURRIUM_AGENT"


def leave_no_trace():
    """Takes us out of where Python looks for modules, and out of what other programs are started with; what we were told."""
    while FOLDER in sys.path:
        sys.path.remove(FOLDER)
    sys.path_importer_cache.pop(FOLDER, None)
    del sys.modules[__name__]
    if getattr(sys, "orig_argv", ())[1:2] == ["-B"]:
        del sys.orig_argv[1]
    first, _, rest = os.environ.get(PATH, "").partition(":")
    if first == FOLDER and rest:
        os.environ[PATH] = rest
    elif first == FOLDER:
        del os.environ[PATH]
    return os.environ.pop(TOLD, None)


def begin(told):
    """Makes a package of the agent's modules, and begins it."""
    before = set(sys.modules)
    import time

    begins = time.process_time()
    package = type(sys)("_concurrium")
    package.__path__ = [FOLDER]
    sys.modules["_concurrium"] = package
    # What is compiled of ours is kept, of nobody else.
    unkept, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    from _concurrium import script

    sys.dont_write_bytecode = unkept
    for name in set(sys.modules) - before:
        del sys.modules[name]
    script.begin(FOLDER, *told.split(" ", 2))
    script.run.Own.took = script.run.process_time() - begins


told = leave_no_trace()
try:
    import sitecustomize  # the user's own; where there is none, this says so to who imports us
finally:
    # A second interpreter in the process isn't told anything.
    if told is not None:
        try:
            begin(told)
        except BaseException:
            # It would run unseen.
            sys.excepthook(*sys.exc_info())
            posix._exit(1)
