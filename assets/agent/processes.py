"""Processes: forked, waited for, sent signals.

Never knows threads or locks.
"""

import errno
import os
import posix
import _signal
import sys

from . import actor as actors
from . import coroutines, names, refusals, run, shared, sync, text, things
from .actor import Numbers
from .kin import children, group_of, identity_of, is_of_the_run, parent_and_group
from .line import close, getpid, leave, ours, read

# The originals: the script gets others in their place.
waitid, kill, getppid, getpgrp, getsid = (
    posix.waitid,
    posix.kill,
    posix.getppid,
    posix.getpgrp,
    posix.getsid,
)
# What a child is called: a script's, and a lesson's, as a demo calls it.
CALLED = "child-%d", "child %d"
# Looks whether a wait would come back at once, and takes nothing away.
LOOK = posix.WEXITED | posix.WNOHANG | posix.WNOWAIT
# How many descriptors of the terminal program a process takes: its line, and what its end is heard by.
PROCESS_LINES = 2

# The children of this process whose pid isn't known yet.
unborn = []
# Those of them that are other programs.
programs = set()


def has_room(parent, what="fork"):
    """Whether there may be another process. It is asked before the fork; who is waited for gives its room back."""
    if run.take(run.processes, 1, run.most_processes):
        if run.take(run.lines, PROCESS_LINES, run.most_lines):
            return True
        run.give(run.processes, 1)
        refusals.tell(parent, what, "script_line")
    else:
        refusals.tell(parent, what, "script_processes", most=run.most_processes)
    return False


def gives_room(count=1):
    run.give(run.processes, count)
    run.give(run.lines, PROCESS_LINES * count)


def before_fork():
    parent = run.current()
    if parent is not None and parent.starts:
        parent.pending = None
    elif parent is not None:
        parent.tells_where_it_is(sys._getframe(1))
        parent.ends_lines()
        Numbers.children += 1
        process = parent.identity.partition(".")[0]
        parent.pending = process + "/" + str(Numbers.children), getpid()
        parent.birth = posix.pipe()


def after_fork_in_parent():
    parent = run.current()
    if parent is None or parent.pending is None:
        return
    unborn.append(parent.pending[0])
    # The child is told of before the parent does anything more: nobody waits for one who isn't known.
    reads, writes = parent.birth
    close(writes)
    read(reads, 1)
    close(reads)


def after_fork_in_child():
    run.Own.took = 0.0
    run.takes(begins_as_child)


def begins_as_child():
    """In the new process the parent's lines are closed, and it is told of on one of its own."""
    parent = run.current()
    sync.after_fork()
    shared.after_fork()
    things.after_fork()
    coroutines.after_fork()
    run.Stands.here = 0
    children.clear()
    unborn.clear()
    programs.clear()
    text.Told.others = 0
    for actor in run.actors.values():
        actor.leaves()
    run.actors.clear()
    if parent is None or parent.pending is None:
        return
    Numbers.children = Numbers.threads = Numbers.tasks = 0
    identity, ppid = parent.pending
    try:
        child = actors.process(
            identity, CALLED[run.lesson] % getpid(), parent.identity, getpid(), ppid, getpgrp(), getsid(0)
        )
    except OSError:
        posix._exit(1)  # nobody listens any more: the run is being ended
    sync.goes_on_as(getattr(parent, "carrier", parent), child)
    child.is_called(names.of_process(sys._getframe(1)))
    for descriptor in parent.birth:
        close(descriptor)


def forks(fork):
    """`os.fork()` or `os.forkpty()`, told of."""

    def forked(*arguments):
        parent = run.current()
        if parent is None:
            return fork(*arguments)
        if not has_room(parent):
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        try:
            returned = fork(*arguments)
        except OSError as error:
            gives_room()
            refusals.tell(parent, "fork", "script_kernel", error=os.strerror(error.errno))
            raise
        pid = returned[0] if isinstance(returned, tuple) else returned
        if pid and unborn:
            children[pid] = unborn.pop()
        actor = run.current()
        if actor is not None:
            actor.forked = [*actor.forked[-20:], pid]
            actor.fact("fork", "[" + ", ".join(map(str, actor.forked)) + "]")
        return returned

    forked.__name__ = fork.__name__
    return forked


def buried(pid, status):
    """A child has been waited for: it is gone."""
    actor = run.current()
    identity = children.pop(pid, None)
    if identity is None or actor is None:
        return
    gives_room()
    # Its last words are told before its end.
    text.comes_behind()
    if pid in programs:
        programs.discard(pid)
        text.Told.others -= 1
    if posix.WIFSIGNALED(status):
        how = {"signal": posix.WTERMSIG(status)}
    else:
        how = {"exit": posix.WEXITSTATUS(status)}
    actor.tell_of(identity, "ended", how=how, reaped_by=actor.identity)


def whom(pid):
    """For whom `waitpid` waits, as `waitid` asks for it."""
    if pid > 0:
        return posix.P_PID, pid
    if pid == -1:
        return posix.P_ALL, 0
    return posix.P_PGID, -pid or getpgrp()


def waits(wait, name, of):
    """One of the calls that wait for a child. `of`: whom it waits for, and with which options."""

    def waited(*arguments, **keywords):
        actor = run.current()
        if actor is None:
            return wait(*arguments, **keywords)
        pid, options = of(*arguments)
        on = None
        if not options & posix.WNOHANG:
            on = falls_asleep(actor, pid, name + "(" + ", ".join(map(values_shown, arguments)) + ")")
        try:
            found = wait(*arguments, **keywords)
        finally:
            if on is not None:
                actor.tell("unblocked", on=on)
        if found is not None and found[0] and (posix.WIFEXITED(found[1]) or posix.WIFSIGNALED(found[1])):
            buried(found[0], found[1])
        return found

    waited.__name__ = wait.__name__
    return waited


def values_shown(value):
    return str(value) if isinstance(value, int) else "…"


def falls_asleep(actor, pid, default):
    """Says that a wait will sleep, if it will: nobody whom it is for has exited yet."""
    try:
        if waitid(*whom(pid), LOOK) is not None:
            return None
    except OSError:
        return None
    on = names.call(default)
    owner = {"owner": children[pid]} if pid in children else {}
    # Whose children are all told of waits for actors alone.
    parked = {"parked": True} if children and not unborn else {}
    actor.tell("blocked", on=on, **owner, **parked)
    return on


def waited_by_id(kind, which, options):
    """`os.waitid()`"""
    actor = run.current()
    on = None
    if actor is not None and not options & posix.WNOHANG and options & posix.WEXITED:
        pid = {posix.P_PID: which, posix.P_ALL: -1, posix.P_PGID: -which}.get(kind, -1)
        on = falls_asleep(actor, pid, "os.waitid()")
    try:
        found = waitid(kind, which, options)
    finally:
        if on is not None:
            actor.tell("unblocked", on=on)
    if found is not None and not options & posix.WNOWAIT and found.si_code in (1, 2, 3):
        buried(found.si_pid, found.si_status << 8 if found.si_code == 1 else found.si_status)
    return found


def kills(call, name):
    """`os.kill()` and `os.killpg()`: strangers are left alone."""

    def killed(pid, signal):
        actor = run.current()
        if actor is None or not isinstance(pid, int) or not isinstance(signal, int):
            return call(pid, signal)
        every = name == "os.kill" and pid == -1
        if every or not is_own_target(name, pid):
            refuses(actor, name, None if every else pid)
        actor.tell("message", **{"from": actor.identity}, to=named(pid), verb="signal", value=signal_name(signal))
        return call(pid, signal)

    return killed


def is_own_target(name, pid):
    group = pid if name == "os.killpg" else -pid if pid < 0 else None
    if group is not None:
        return group in (0, getpgrp()) or all(map(is_of_the_run, group_of(group)))
    if pid == 0 or pid == getpid() or pid in children:
        return True
    return parent_and_group(pid) is None or is_of_the_run(pid)


def sends_by_descriptor(call):
    """`signal.pidfd_send_signal()`"""

    def sent(descriptor, *arguments):
        actor = run.current()
        pid = 0
        try:
            with open("/proc/self/fdinfo/%d" % descriptor, "rb") as known:
                pid = int(known.read().partition(b"Pid:")[2].split()[0])
        except (OSError, IndexError, ValueError, TypeError):
            pass  # the call itself says what is wrong
        if actor is not None and pid > 0 and not is_own_target("os.kill", pid):
            refuses(actor, "signal.pidfd_send_signal", pid)
        return call(descriptor, *arguments)

    sent.__name__ = call.__name__
    return sent


def refuses(actor, what, pid):
    """A stranger is to be sent a signal; no pid: everybody is."""
    if pid is None:
        refusals.tell(actor, what, "script_strangers")
    else:
        refusals.tell(actor, what, "script_stranger", pid=pid)
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def named(pid):
    """The actor that a process is, where this one knows it; otherwise its number."""
    if pid in children:
        return children[pid]
    if pid == getpid() or pid == 0:
        return run.current().identity.partition(".")[0]
    return identity_of(pid) or "process " + str(pid)


def signal_name(number):
    return SIGNALS.get(int(number), "signal " + str(int(number)))


SIGNALS = {
    1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 6: "SIGABRT", 9: "SIGKILL", 10: "SIGUSR1", 11: "SIGSEGV", 12: "SIGUSR2",
    13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM", 17: "SIGCHLD", 18: "SIGCONT", 19: "SIGSTOP", 20: "SIGTSTP",
}  # fmt: skip


def leaves(code):
    """`os._exit()`"""
    run.Stands.process_ends()
    for actor in list(run.actors.values()):
        actor.ends_lines()
    if run.current() is not None:
        run.current().tells_where_it_is(sys._getframe(1))
        run.current().happens()
    leave(code)


def closes(descriptor):
    """`os.close()`: what is ours the script hasn't opened."""
    if descriptor in ours:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return close(descriptor)


def closes_range(low, high):
    """`os.closerange()`"""
    for descriptor in sorted(d for d in list(ours) if low <= d < high):
        closerange(low, descriptor)
        low = descriptor + 1
    closerange(low, high)


closerange = posix.closerange


def in_os(name, function):
    setattr(os, name, function)
    setattr(posix, name, function)


def install():
    os.register_at_fork(
        before=before_fork,
        after_in_parent=after_fork_in_parent,
        after_in_child=after_fork_in_child,
    )
    in_os("fork", forks(posix.fork))
    in_os("forkpty", forks(posix.forkpty))
    in_os("wait", waits(posix.wait, "os.wait", lambda: (-1, 0)))
    in_os("wait3", waits(posix.wait3, "os.wait3", lambda options=0: (-1, options)))
    in_os("waitpid", waits(posix.waitpid, "os.waitpid", lambda pid, options=0: (pid, options)))
    in_os("wait4", waits(posix.wait4, "os.wait4", lambda pid, options=0: (pid, options)))
    in_os("waitid", waited_by_id)
    in_os("kill", kills(posix.kill, "os.kill"))
    in_os("killpg", kills(posix.killpg, "os.killpg"))
    if hasattr(_signal, "pidfd_send_signal"):
        _signal.pidfd_send_signal = sends_by_descriptor(_signal.pidfd_send_signal)
    in_os("_exit", leaves)
    in_os("close", closes)
    in_os("closerange", closes_range)
