"""Other programs: what the script starts that isn't Python to us, and what takes its place by `exec`. Each is a process with a pid, and
with an end.

Never knows how the script's own processes are forked.
"""

import os
import posix
import _signal
from _stat import S_ISREG

from . import kin, run, text
from .line import getpid
from .processes import children, gives_room, has_room, in_os, programs
from .actor import Numbers

# The originals: the script gets others in their place.
posix_spawn, posix_spawnp = posix.posix_spawn, posix.posix_spawnp

SHELL = "/bin/sh"


def born(starter, pid, program):
    """Another program has been started."""
    Numbers.children += 1
    identity = starter.identity.partition(".")[0] + "/" + str(Numbers.children)
    children[pid] = identity
    kin.is_known(pid, identity)
    programs.add(pid)
    text.Told.others += 1
    name = named(program)
    starter.tell_of(
        identity,
        "born",
        kind="process",
        name=name + "-" + str(pid),
        parent=starter.identity,
        pid=pid,
        ppid=getpid(),
    )
    starter.tell_of(identity, "fact", key="program", value=name, source="demo")


def named(path):
    """What a program is called, in a few words."""
    return os.path.basename(os.fsdecode(path))[:40] or "program"


def started(starter, start, program, what):
    """Starts another program, and tells of it; gives its pid."""
    pid = made(starter, start, what)
    born(starter, pid, program)
    return pid


def made(starter, start, what):
    """Starts a process, if there is room for another; gives its pid."""
    if not has_room(starter, what):
        raise BlockingIOError(11, os.strerror(11))
    starter.starts = True
    try:
        return start()
    except BaseException:
        gives_room()
        raise
    finally:
        starter.starts = False


def spawns(spawn, what):
    """`os.posix_spawn()`"""

    def spawned(path, *arguments, **keywords):
        starter = run.current()
        # `subprocess` may start its program so: it tells of it itself.
        if starter is None or starter.starts:
            return spawn(path, *arguments, **keywords)
        return started(starter, lambda: spawn(path, *arguments, **keywords), path, what)

    return spawned


def system(command):
    """`os.system()`, as system(3) does it: a shell, waited for, while the terminal's signals are its own."""
    starter = run.current()
    if starter is None:
        return real_system(command)
    shell = [SHELL, "-c", os.fsencode(command)]
    own = [_signal.SIGINT, _signal.SIGQUIT]
    before = None
    try:
        before = [_signal.signal(number, _signal.SIG_IGN) for number in own]
    except ValueError:
        pass  # signals are the main thread's
    try:
        start = lambda: posix_spawn(SHELL, shell, os.environ, setsigdef=own)
        pid = started(starter, start, "sh", "os.system")
        return os.waitpid(pid, 0)[1]
    finally:
        for number, handler in zip(own, before or ()):
            _signal.signal(number, handler)


real_system = posix.system


def becomes(execute):
    """`os.execv()` and `os.execve()`: another program in this process's place. `os.execvp()` tries each folder of the path: where the
    kernel finds no program nothing is told."""

    def executed(path, *arguments, **keywords):
        actor = run.current()
        if actor is None:
            return execute(path, *arguments, **keywords)
        path = path if type(path) is int else os.fspath(path)
        if not can_be_executed(path):
            return execute(path, *arguments, **keywords)
        actor.ends_lines()
        actor.fact("program", "program" if type(path) is int else named(path))
        try:
            return execute(path, *arguments, **keywords)
        except BaseException:
            actor.fact("program", "")  # it is no program all the same: this one goes on
            raise

    executed.__name__ = executed.__qualname__ = execute.__name__
    executed.__module__ = execute.__module__
    return executed


def can_be_executed(path):
    """Whether the kernel finds a file there that this process may execute."""
    try:
        may = type(path) is int or posix.access(path, posix.X_OK)
        return may and S_ISREG(posix.stat(path).st_mode)
    except (OSError, ValueError):
        return False  # the call itself says what is wrong


def subprocess(module):
    """The module `subprocess` has been imported."""
    execute = module.Popen._execute_child

    def _execute_child(self, args, executable, *more):
        starter = run.current()
        if starter is None:
            return execute(self, args, executable, *more)

        def start():
            execute(self, args, executable, *more)
            return self.pid

        started(starter, start, "sh" if is_shell(more) else program_of(args, executable), "subprocess")

    module.Popen._execute_child = _execute_child


def is_shell(more):
    """Whether it is a shell that is started: the eighth of what follows says so."""
    return len(more) > 7 and bool(more[7])


def program_of(args, executable):
    """The name of the program that is started; looked at where that changes nothing."""
    program = executable or args
    if type(program) in (list, tuple) and program:
        program = program[0]
    return program if type(program) in (str, bytes) else "program"


def install():
    in_os("posix_spawn", spawns(posix_spawn, "os.posix_spawn"))
    in_os("posix_spawnp", spawns(posix_spawnp, "os.posix_spawnp"))
    in_os("system", system)
    in_os("execv", becomes(posix.execv))
    in_os("execve", becomes(posix.execve))
