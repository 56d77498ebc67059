"""Time: who sleeps, and what the clock says.

A run that is stepped has a clock of its own. It goes as the machine's does, but not while somebody stands: how long one looks at a line is
no time to the script. A step is a tick. Where nobody can move but by the clock, nobody waits for it: the sleeper whose sleep ends next is
told that time has passed, and from then on the clock says so.

    blocked, until ─▶ sleeps ─┬─ the clock has come there ─▶ goes on
                              └─ "time passes" ─▶ the clock is put forward ─▶ goes on
Never knows who else lives.
"""

import time

from . import bell, kernel, names, run, values

# The original: the script gets another in its place.
sleep = time.sleep

NANOSECONDS = 1_000_000_000
CLOCKS = "time", "monotonic", "perf_counter"


def sleeps(seconds):
    """`time.sleep()`"""
    actor = run.current()
    if actor is None or type(seconds) not in (int, float) or not 0 <= seconds < 1e9:
        return sleep(seconds)
    on = names.call("time.sleep(" + values.shown(seconds) + ")")
    if not bell.can_nap():
        with kernel.sleeping(on):
            return sleep(seconds)
    until = run.clock() + int(seconds * NANOSECONDS)
    actor.tell("blocked", on=on, until_ns=until)
    try:
        while bell.naps(actor, until):
            pass  # rung for what is over
    finally:
        actor.tell("unblocked", on=on)


def tells(name):
    """One of the functions that tell the time."""
    real = getattr(time, name)
    in_nanoseconds = getattr(time, name + "_ns")
    # Read once: between two readings a moment passes, and one that is read later could tell less.
    start = in_nanoseconds() - run.now()

    def told():
        return told_ns() / NANOSECONDS

    def told_ns():
        return start + run.clock()

    for function, original in (told, real), (told_ns, in_nanoseconds):
        function.__name__ = function.__qualname__ = original.__name__
        function.__doc__ = original.__doc__
        setattr(time, original.__name__, function)


def install():
    time.sleep = sleeps
    if not run.takes_its_time():
        return
    for name in CLOCKS:
        tells(name)
