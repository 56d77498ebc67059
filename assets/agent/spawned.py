"""What `multiprocessing` starts as interpreters of their own, by spawn or for its fork server: the agent begins in each of them anew.

    spawnv_passfds ─▶ our environment, our descriptors ─▶ exec ─▶ the agent begins ─▶ waits until it is told of ─▶ python3 -c …
         └──────────── told as born ─────────────────────────────────────────────────────▲
The children run the script's statements. The fork server is the library's own: its forks are told of as all forks are. Where it runs the
script's file it is held in a lesson, which is about that, and nowhere else. The resource tracker is another program.
Never knows what is run in them.
"""

import os
import posix
import sys
from _thread import get_ident

from . import kin, main, names, processes, programs, run, steps, text
from .actor import Actor, Numbers
from .line import HUNG_UP, close, getpid, heard, high, json, leave, name as shortened, read, write

# By what stands in the command line: what each is, and what it is called.
CHILD, SERVER, TRACKER = "child", "forkserver", "tracker"
KINDS = {"spawn_main": CHILD, "multiprocessing.forkserver": SERVER, "multiprocessing.resource_tracker": TRACKER}

# What a thread that is about to start one gives it: its environment and descriptors.
gives = {}


def kind_of(args):
    for each in args:
        for part, kind in KINDS.items():
            if part in os.fsdecode(each):
                return kind
    return TRACKER


def process(module):
    """The module `multiprocessing.process` has been imported: a fork server's child learns its name from what its starter sends it."""
    of_base = module.BaseProcess.name

    def named(self, name):
        of_base.fset(self, name)
        actor = run.current()
        if self is module.current_process() and actor is not None and "." not in actor.identity and type(name) is str:
            actor.is_called(name)

    module.BaseProcess.name = property(of_base.fget, named, of_base.fdel, of_base.__doc__)


def util(module):
    """The module `multiprocessing.util` has been imported: it is what starts them."""
    import _posixsubprocess

    spawn, fork_exec = module.spawnv_passfds, _posixsubprocess.fork_exec

    def with_ours(args, path, close_fds, keeps, folder, environment, *more):
        ours = gives.pop(get_ident(), None)
        if ours is not None:
            environment, descriptors = ours
            keeps = tuple(sorted({*keeps, *descriptors}))
        return fork_exec(args, path, close_fds, keeps, folder, environment, *more)

    def spawnv_passfds(path, args, passfds):
        starter = run.current()
        if starter is None:
            return spawn(path, args, passfds)
        return starts(starter, kind_of(args), lambda: spawn(path, args, passfds))

    _posixsubprocess.fork_exec = with_ours
    module.spawnv_passfds = spawnv_passfds


def starts(starter, kind, start):
    """Starts one, and tells of it; gives its pid."""
    Numbers.children += 1
    identity = starter.identity.partition(".")[0] + "/" + str(Numbers.children)
    if kind == TRACKER:
        pid = programs.made(starter, start, "multiprocessing")
        is_born(starter, identity, kind, pid, None)
        return pid
    # It waits until it has been told of: whatever it says comes behind.
    reads, writes = posix.pipe()
    reads = high(reads)
    descriptors = [reads, *run.counters()]
    called = names.of_process(sys._getframe(1)) if kind == CHILD else None
    told = [identity, called, reads, steps.roots, main.as_known(), [[*at, stream] for at, stream in text.was.items()]]
    gives[get_ident()] = with_agent("%s %s %s" % (run.told(), kind, json(told))), descriptors
    try:
        pid = programs.made(starter, start, "multiprocessing")
        is_born(starter, identity, kind, pid, called)
        write(writes, b".")
        return pid
    finally:
        gives.pop(get_ident(), None)
        for descriptor in reads, writes:
            processes.ours.discard(descriptor)
            close(descriptor)


def is_born(starter, identity, kind, pid, called):
    processes.children[pid] = identity
    kin.is_known(pid, identity)
    ids = {"pid": pid, "ppid": getpid(), "pgid": processes.getpgrp(), "sid": processes.getsid(0)}
    name = kind + "-" + str(pid)
    starter.tell_of(identity, "born", kind="process", name=name, parent=starter.identity, **ids)
    key = "spawned" if kind == CHILD else "helper"
    starter.tell_of(identity, "fact", key=key, value=kind, source="demo")
    if called is not None:
        starter.tell_of(identity, "fact", key="called", value=shortened(called), source="demo")


def with_agent(told):
    """The environment that the script gives, with the agent in it: see `sitecustomize`."""
    given = dict(os.environb)
    path = given.get(b"PYTHONPATH")
    given[b"PYTHONPATH"] = os.fsencode(run.folder) + (b":" + path if path else b"")
    given[b"CONCURRIUM_AGENT"] = os.fsencode(told)
    return [name + b"=" + value for name, value in given.items()]


def begins(kind, told):
    """This process is one of them: it waits until it has been told of, and is spoken for from here on."""
    identity, called, born, *_ = heard(os.fsencode(told))
    if not read(born, 1):
        leave(HUNG_UP)  # who has started it is gone, and nobody knows of it
    close(born)
    actor = Actor(identity, kind + "-" + str(getpid()))
    actor.called = called
    actor.serves = kind == SERVER
    actor.unseen = actor.serves and not run.lesson


def knows(told):
    """Takes in what was known of the script where it was started."""
    _, _, _, roots, known, streams = heard(os.fsencode(told))
    steps.roots.extend(roots)
    main.is_known_as(known)
    text.was.clear()
    text.was.update((tuple(at), stream) for *at, stream in streams)
    import atexit

    atexit.register(ends)


def ends():
    """The interpreter is about to end. (Who was forked by a server leaves by itself.)"""
    whose = run.current()
    for one in list(run.actors.values()):
        one.ends_lines()
    if whose is not None:
        whose.happens()
