"""Calls that sleep in the kernel: told before, really made, told after. Who could end them may be anybody, also outside of the run.

Never knows what is read.
"""

import os
import posix
import _signal
import sys
from _weakref import ref

from . import bell, faults, names, pipes, run, things, values
from .line import read

poll = None
IN = 1


def look_for_poll():
    """The module `select`, which the script may have one of itself."""
    global poll, IN
    before = "select" in sys.modules
    import select

    poll, IN = select.poll, select.POLLIN
    if not before:
        del sys.modules["select"]


def is_there(descriptor, events=None, within=0):
    """Whether a call would come back at once, or within so many milliseconds."""
    try:
        asked = poll()
        asked.register(descriptor, IN if events is None else events)
        return bool(asked.poll(within))
    except (OSError, ValueError, TypeError, OverflowError) as error:
        faults.swallow(error)
        return True  # the call itself says what is wrong


class sleeping:
    """While an actor sleeps in the kernel. `said`: who alone may end that, where it is known."""

    def __init__(self, default, **said):
        self.said = said
        self.actor = run.current()
        self.on = None if self.actor is None else names.call(default)

    def __enter__(self):
        if self.on is not None:
            self.actor.tell("blocked", on=self.on, **self.said)

    def __exit__(self, *exception):
        if self.on is not None:
            self.actor.tell("unblocked", on=self.on)


def reads(descriptor, length):
    """`os.read()`"""
    actor = run.current()
    if actor is None or type(descriptor) is not int or is_there(descriptor):
        return read(descriptor, length)
    # What others have written before they closed their ends is there still.
    alone = pipes.only_it_can_write(descriptor) and not is_there(descriptor)
    for_ever = {"owner": actor.identity, "parked": True} if alone else {}
    with sleeping("os.read(%d)" % descriptor, **for_ever):
        return read(descriptor, length)


def waits_for_signal(call):
    """`signal.sigwait()` and the like. Not `signal.pause()`: what it ends with is a handler's call, which is given the frame that waits."""

    def waited(*arguments):
        with sleeping("signal." + call.__name__ + "()"):
            return call(*arguments)

    # As what it is known to who pickles it.
    waited.__name__ = waited.__qualname__ = call.__name__
    waited.__module__ = call.__module__
    return waited


def sockets(module):
    """The module `socket` has been imported."""
    low = module.socket.__mro__[1]

    def waits(name, shown):
        call = getattr(low, name)

        def waited(self, *arguments, **keywords):
            if run.current() is None or self.gettimeout() == 0 or is_there(self):
                return call(self, *arguments, **keywords)
            with sleeping(called(self, shown)):
                return call(self, *arguments, **keywords)

        waited.__name__ = name
        return waited

    for name in "recv", "recv_into", "recvfrom", "recvfrom_into", "recvmsg":
        setattr(module.socket, name, waits(name, name))
    module.socket._accept = waits("_accept", "accept")


def called(thing, method):
    """A method's call, as the script would write it."""
    own = names.own(sys._getframe(2))
    return (names.of(thing, own) or values.name_of(type(thing)).lower()) + "." + method + "()"


def semaphores(module):
    """The module `multiprocessing.synchronize` has been imported: its locks are the kernel's, between processes."""
    make = module.SemLock._make_methods
    locks = module.Lock, module.RLock

    def _make_methods(self):
        make(self)
        acquire, release = self.acquire, self.release
        # Its own methods mustn't keep it: it gives its semaphore back as soon as nobody has it.
        known, is_lock, count = ref(self), isinstance(self, locks), self._semlock._count

        def acquires(block=True, timeout=None):
            semaphore = known()
            if semaphore is None:
                return acquire(block, timeout)
            if not acquire(False):
                if not block:
                    return False
                with waiting(semaphore, sys._getframe(1), timeout):
                    if not acquire(True, timeout):
                        return False
            told(semaphore, sys._getframe(1))
            return True

        def releases():
            semaphore = known()
            if semaphore is None:
                return release()
            # A lock is said to be free before anybody else can have it.
            if is_lock and count() == 1:
                told(semaphore, sys._getframe(1), "free")
            release()
            if not is_lock:
                told(semaphore, sys._getframe(1))

        self.acquire, self.release = acquires, releases
        if run.current() is not None:
            things.made(sys._getframe(1), self)

    def waiting(semaphore, frame, timeout):
        """While one waits for it. Who has a lock that the script has a name for is known to all: nobody else may end that."""
        name = names.name(semaphore, names.own(frame), "lock ") if isinstance(semaphore, locks) else None
        if name is None:
            return sleeping(called(semaphore, "acquire"))
        said = {"parked": True} if timeout is None and not bell.alarm_is_set() else {}
        return sleeping(name + ".acquire()", **said)

    def is_passing(name, frame):
        """Whether the library takes the lock of a `Value` of its own accord, while it reads or writes it."""
        while frame is not None and faults.is_agents(frame.f_code):
            frame = frame.f_back
        return name.endswith(".get_lock()") and names.own(frame) is not frame

    def told(semaphore, frame, who=None):
        """Says who has a lock, and how far a semaphore has been counted."""
        actor = run.current()
        if actor is None:
            return
        if not isinstance(semaphore, locks):
            things.changed(actor, semaphore, frame)
        elif semaphore._semlock._count() == 1:
            name = names.name(semaphore, names.own(frame), "lock ")
            if name is not None and not is_passing(name, frame):
                actor.fact("lock " + name, who or actor.name)

    module.SemLock._make_methods = _make_methods
    module.SemLock.__enter__ = lambda self: self.acquire()
    module.SemLock.__exit__ = lambda self, *_: self.release()


def install():
    look_for_poll()
    os.read = posix.read = reads
    for name in "sigwait", "sigwaitinfo":
        if hasattr(_signal, name):
            setattr(_signal, name, waits_for_signal(getattr(_signal, name)))
