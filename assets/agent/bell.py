"""How somebody sleeps whom another thread of this process may wake, or the word that time has passed for all.

    naps until ─┬─ the time has come             ─▶ not woken
                ├─ "time passes": the clock is put forward, and says so from then on
                └─ another thread rings          ─▶ woken
Never knows what is waited for.
"""

import posix
import _signal

from . import kernel, run
from .line import close, high, ours, read, write

# After so many milliseconds who naps looks at the clock again.
LOOKS_AGAIN = 50


def alarm_is_set():
    """Whether the kernel will send this process a signal by its own clock, whose handler may do anything."""
    return any(timer[0] for timer in map(_signal.getitimer, (_signal.ITIMER_REAL, _signal.ITIMER_VIRTUAL, _signal.ITIMER_PROF)))


def can_nap():
    """Whether time may pass for a sleeper before it has: who isn't stepped runs by the machine's clock, and so does an alarm."""
    return run.takes_its_time() and not alarm_is_set()


class Bell:
    """One actor's own. It has a descriptor, so that both can be listened to at once: it and the actor's line."""

    def __init__(self):
        self.reads, self.writes = map(high, posix.pipe())
        posix.set_blocking(self.writes, False)

    def ring(self):
        try:
            write(self.writes, b".")
        except OSError:
            pass  # it has rung often enough, or has been closed with all that the script has closed

    def hush(self):
        """Whatever it has rung for is over."""
        while kernel.is_there(self.reads):
            if not read(self.reads, 64):
                return

    def remove(self):
        """Its owner is gone. Whoever still rings it doesn't write to who has these descriptors next."""
        descriptors, self.reads, self.writes = (self.reads, self.writes), -1, -1
        for descriptor in descriptors:
            ours.discard(descriptor)
            try:
                close(descriptor)
            except OSError:
                pass  # the script has closed it


def of(actor):
    """An actor's bell."""
    if actor.bell is None:
        actor.bell = Bell()
    return actor.bell


# Who naps in this process, and until when.
napping = {}


def rings_for_whom_it_is_time():
    """Somebody of this process has gone on: who naps is told where that was enough."""
    if napping:
        now = run.clock()
        for actor, until in list(napping.items()):
            if until <= now and actor.bell is not None:
                actor.bell.ring()


def naps(actor, until):
    """Sleeps until then, on the run's clock; whether it was woken before."""
    napping[actor] = until
    try:
        return naps_until(actor, until)
    finally:
        napping.pop(actor, None)


def naps_until(actor, until):
    line = actor.line.descriptor
    while True:
        left = until - run.clock()
        if left <= 0:
            return False
        asked = kernel.poll()
        asked.register(line, kernel.IN)
        asked.register(of(actor).reads, kernel.IN)
        # Not longer: somebody may stand meanwhile, or have stood and gone on in another process.
        ready = [descriptor for descriptor, _ in asked.poll(min(left / 1e6, LOOKS_AGAIN))]
        if not ready:
            continue
        if ready != [line]:
            read(actor.bell.reads, 64)
            return True
        # Meant for this sleep, not for one that is over.
        command = actor.line.hear()
        if b'"time_passes"' in command and str(until).encode() in command:
            run.passes(max(0, until - run.clock()))
