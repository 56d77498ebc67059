"""Waits for any of several descriptors: those of `selectors`, and with them an event loop's.

    nothing is there ─▶ blocked, until … ─▶ sleeps ─┬─ one of them is there, or the time has come ─▶ goes on
                                                    └─ "time passes" ─▶ the clock is put forward ─▶ goes on
Never knows what is read.
"""

from sys import _getframe as getframe

from . import bell, coroutines, kernel, kin, names, run, tasks, turns

KINDS = "SelectSelector", "PollSelector", "EpollSelector"
# What an event loop calls it in.
LOOP = "/asyncio/base_events.py"
# An event loop that only another thread can wake listens to this one alone.
ITS_OWN = 1

# In nanoseconds. To have looked in vain takes a moment, even while the clock stands: `multiprocessing` looks again until the time is over.
LOOK = 1000

# Whose end somebody waits for by a descriptor, by who waits.
awaited = {}


def selectors(module):
    """The module `selectors` has been imported."""
    for name in KINDS:
        if hasattr(module, name):
            waits(getattr(module, name))


def popen_forkserver(module):
    """The module `multiprocessing.popen_forkserver` has been imported: the end of a server's child is heard by a descriptor."""
    poll = module.Popen.poll

    def polled(self, *flag):
        actor = run.current()
        who = None if actor is None else kin.identity_of(self.pid)
        if who is None:
            return poll(self, *flag)
        awaited[actor.identity] = {"owner": who} if bell.alarm_is_set() else {"owner": who, "parked": True}
        try:
            return poll(self, *flag)
        finally:
            awaited.pop(actor.identity, None)

    polled.__name__ = poll.__name__
    module.Popen.poll = polled


def waits(kind):
    select = kind.select

    def waited(self, timeout=None):
        actor = run.current()
        if actor is None:
            return select(self, timeout)
        ready = select(self, 0)
        if ready:
            return ready
        caller = getframe(1)
        is_loop = caller.f_code.co_filename.endswith(LOOP)
        if timeout is not None and timeout <= 0:
            if not is_loop and run.takes_its_time():
                run.passes(LOOK)
            return ready
        on = "select()" if is_loop else names.call("select()")
        until = None
        if timeout is not None and bell.can_nap() and hasattr(kind, "fileno"):
            span = int(timeout * 1e9) + 1
            until = run.clock() + span
        told = awaited.get(actor.identity, {}) if until is None else {"until_ns": until}
        asleep = asleep_of(caller) if is_loop else []
        carrier = getattr(actor, "carrier", actor)
        waited = carrier.waited
        actor.counts("blocked")
        # Who wakes it puts something in first: either that is seen here, or it sees who is asleep.
        with turns.turn():
            if timeout is None and is_loop and waits_for_actors(self, caller):
                told["parked"] = True
            coroutines.says(actor, "blocked", on=on, **told)
            asleep.append((carrier, on))
        try:
            if until is not None:
                return naps(actor, self, select, until)
            return select(self, timeout)
        finally:
            actor.counts("unblocked")
            if until is not None:
                # As long as it was to, and no longer: what is due then is due, and nothing else.
                over = run.clock() >= until
                carrier.waited = waited + span if over else min(carrier.waited, waited + span)
            try:
                asleep.pop()
                coroutines.says(actor, "unblocked", on=on)
            except IndexError:
                pass  # who has woken it has said so
            if is_loop:
                tells_time(actor, caller)

    kind.select = waited


def asleep_of(caller):
    """Where it stands that a loop sleeps, for who wakes it."""
    queue = tasks.queue_of(names.its_self(caller))
    return [] if queue is None else queue.asleep


def tells_time(actor, caller):
    queue = tasks.queue_of(names.its_self(caller))
    if queue is not None:
        queue.tells_time(actor)


def waits_for_actors(selector, caller):
    """Whether nobody but another thread of this process can wake a loop."""
    loop = names.its_self(caller)
    if getattr(loop, "_ready", None):
        return False  # it has been woken
    has_handlers = getattr(loop, "_signal_handlers", None)
    return len(selector.get_map() or ()) == ITS_OWN and not has_handlers and not bell.alarm_is_set()


def naps(actor, selector, select, until):
    """Sleeps until something is there, or until then, on the run's clock."""
    line = actor.line.descriptor
    while True:
        left = until - run.clock()
        if left <= 0:
            return select(selector, 0)
        asked = kernel.poll()
        asked.register(line, kernel.IN)
        asked.register(selector.fileno(), kernel.IN)
        ready = [descriptor for descriptor, _ in asked.poll(left / 1e6)]
        if ready != [line]:
            return select(selector, 0)
        command = actor.line.hear()
        if b'"time_passes"' in command and str(until).encode() in command:
            run.passes(max(0, until - run.clock()))
