"""The library's modules are changed when the script imports them, not before: it may have modules of these names itself.

Never knows what is changed.
"""

import sys

from . import (
    awaitables, conditions, faults, futures, kernel, programs, run, selecting, spawned, steps, sync, tasks, threads, tracebacks, unwarned,
)

# What is done when a module has been imported.
CHANGES = {
    "threading": (sync.threading, threads.threading, conditions.threading),
    "queue": (conditions.queue,),
    "concurrent.futures._base": (conditions.executors,),
    "traceback": (tracebacks.traceback,),
    "warnings": (unwarned.warnings,),
    "inspect": (tracebacks.inspect,),
    "subprocess": (programs.subprocess,),
    "socket": (kernel.sockets,),
    "selectors": (selecting.selectors,),
    "asyncio.locks": (awaitables.locks,),
    "asyncio.queues": (awaitables.queues,),
    "asyncio.base_events": (tasks.base_events,),
    "asyncio.events": (tasks.events,),
    "asyncio.tasks": (futures.futures,),
    "multiprocessing.process": (spawned.process,),
    "multiprocessing.util": (spawned.util,),
    "multiprocessing.popen_forkserver": (selecting.popen_forkserver,),
    "multiprocessing.synchronize": (kernel.semaphores, conditions.synchronize),
    "multiprocessing.queues": (conditions.queues,),
    "multiprocessing.sharedctypes": (conditions.sharedctypes,),
}


def change(name, module):
    for made in CHANGES[name]:
        try:
            made(module)
        except Exception as error:
            faults.fault(run.current(), "the module " + name, error)


class Finder:
    """Asked before all others; finds nothing itself."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name not in CHANGES:
            return None
        for finder in sys.meta_path:
            if finder is Finder or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                break
        else:
            return None
        if spec.origin is None or steps.look(spec.origin) is None:
            watch(name, spec.loader)
        return spec


def watch(name, loader):
    """Sees to it that the module is changed once it has been run."""
    run_it = loader.exec_module

    def exec_module(module):
        run_it(module)
        del loader.exec_module
        change(name, module)

    loader.exec_module = exec_module


def install():
    sys.meta_path.insert(0, Finder)
    for name in CHANGES:
        if name in sys.modules:
            change(name, sys.modules[name])
