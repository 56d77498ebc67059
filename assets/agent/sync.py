"""Locks: who has them, and who waits for whom.

`threading` makes its conditions, events, semaphores, barriers and queues of two kinds of lock. The script gets ours in their place,
which are theirs, with a word before they wait. What the script waits for is said by the call that it has made.

    acquire ── free? ── yes ─▶ fact "lock a" = who has it
                  └── no ──▶ blocked ─▶ sleeps ─▶ woken by who lets go ─▶ tries again
    release ─▶ fact "lock a" = free ─▶ the first who waits is told to be running, and woken

One of this process's threads at a time changes anything about a lock: so what is told is so.
Never knows threads or processes.
"""

import sys
import _thread

from . import bell, faults, names, run, steps, things
from .goals import only

FREE = "free"
# Whoever had it when this process was forked is a thread of its parent: here nobody can let go of it.
LEFT = "left by a fork"
getframe = sys._getframe
# The originals: the script gets others in their place.
new_lock, new_rlock = _thread.allocate_lock, _thread.RLock

class Turn:
    """Whose turn it is to change something."""

    lock = new_rlock()
    # Which process this is, counted by the forks: who waited before a fork isn't here any more.
    generation = 0
    # Who goes on here as whom: of all threads that there were before a fork only the one that has forked does.
    heirs = {}


class Waiter:
    """Somebody who waits, asleep."""

    def __init__(self, actor, on, timeout):
        self.actor = actor
        self.on = on
        # When it gives up, on the run's clock; None: never.
        self.until = None if timeout < 0 else run.clock() + int(timeout * 1e9)
        self.told = self.again = False
        self.generation = Turn.generation
        # Whether time may pass for it: then it has a bell. Otherwise it sleeps on a lock.
        self.naps = self.until is not None and actor is not None and bell.can_nap()
        if self.naps:
            bell.of(actor).hush()
            return
        self.sleep = new_lock()
        self.sleep.acquire()

    def sleeps(self):
        """Until it is woken, or gives up; whether it was woken."""
        if self.naps:
            return bell.naps(self.actor, self.until)
        return self.sleep.acquire(True, -1 if self.until is None else max(0, self.until - run.clock()) / 1e9)

    def wakes(self):
        if self.naps:
            self.actor.bell.ring()
        elif self.sleep.locked():
            self.sleep.release()

    def stands_again(self):
        """Woken, it stands before its line once more: whoever is let go first has the lock, as nothing else decides that."""
        frame = names.own(getframe(1))
        walk = None if frame is None else frame.f_trace
        if walk is not None:
            walk.stands(self.actor, frame, walk.statement, does=self.on.replace(".wait()", ".acquire()"))

    def how(self):
        """What may end it: another actor alone, or the time. By the machine's clock somebody else may, too."""
        if self.until is None:
            return {} if bell.alarm_is_set() else {"parked": True}
        return {"until_ns": self.until} if self.naps else {}


def gives_up(actor, on):
    """Its time is over, and it waits no longer."""
    actor.tell("message", **{"from": actor.identity}, to=on.rpartition(".")[0] or on, verb="gives up", value=on)


def maker(frame):
    """Who makes a lock: the script itself (True), and the condition that it is for, if it is for one."""
    code = frame.f_code
    if steps.of(code.co_filename) is not None:
        return True, None
    if code.co_name == "__init__" and code.co_filename.endswith("/threading.py"):
        condition = names.its_self(frame)
        outer = frame.f_back
        if type(condition).__name__ == "Condition" and outer is not None:
            return steps.of(outer.f_code.co_filename) is not None, condition
    return False, None


def is_in_lesson(frame):
    """Whether somebody who waits stands before their line again when they are woken: in a lesson, where its listing itself takes a lock
    or waits for a condition. `frame`: who waits."""
    if not run.lesson:
        return False
    while frame is not None and steps.of(frame.f_code.co_filename) is None:
        is_conditions = type(names.its_self(frame)).__name__ == "Condition"
        if not faults.is_agents(frame.f_code) and not is_conditions:
            return False
        frame = frame.f_back
    return frame is not None and only.marks


def stands_before_the_end(actor, frame, lock):
    """In a lesson: a `with` is about to be left, which is a step of its own."""
    walk = frame.f_trace
    if walk is None or not lock.called():
        return
    line, blocks = frame.f_lineno, walk.file.blocks
    within = [first for first, last in blocks.items() if first <= line <= last and first in walk.file.marks]
    if within:
        walk.stands(actor, frame, max(within), does=lock.name + ".release()")


def is_starting(frame):
    """Whether the library waits for a thread to begin."""
    while frame is not None and steps.of(frame.f_code.co_filename) is None:
        if frame.f_code.co_name == "start" and frame.f_code.co_filename.endswith("/threading.py"):
            return True
        frame = frame.f_back
    return False


class Lock:
    """`threading.Lock()`"""

    __slots__ = ("real", "owner", "name", "is_told", "of", "waiters", "__weakref__")

    def __init__(self):
        self.real = self.make()
        self.owner = self.name = None
        self.is_told, self.of = maker(getframe(1))
        self.waiters = []
        things.made(getframe(1), self)

    @staticmethod
    def make():
        return new_lock()

    def acquire(self, blocking=True, timeout=-1):
        if type(timeout) not in (int, float) or timeout != -1 and (timeout < 0 or not blocking):
            return self.real.acquire(blocking, timeout)  # says what is wrong with that
        with Turn.lock:
            if self.real.acquire(False):
                self.taken()
                return True
            if not blocking:
                return False
            waiter = self.waits(timeout)
        return self.sleeps(waiter)

    def waits(self, timeout):
        waiter = Waiter(run.current(), names.call(self.call_of("acquire")), timeout)
        waiter.again = waiter.actor is not None and is_in_lesson(getframe(2))
        self.waiters.append(waiter)
        self.blocks(waiter)
        return waiter

    def call_of(self, method):
        return (self.called() or "lock") + "." + method + "()"

    def blocks(self, waiter):
        """Says that it waits. Of a thread that is only just being started that is no news."""
        actor = waiter.actor
        if actor is None or is_starting(getframe(2)):
            return
        things.around(actor, getframe(2))
        holder = self.holder()
        if holder is LEFT:
            self.says(LEFT)
        owner = {"owner": holder.identity} if holder not in (None, LEFT) and self.is_told else {}
        actor.tell("blocked", on=waiter.on, **owner, **waiter.how())
        waiter.told = True

    def sleeps(self, waiter):
        try:
            while True:
                in_time = waiter.sleeps()
                if waiter.again:
                    waiter.stands_again()
                with Turn.lock:
                    if self.real.acquire(False):
                        self.leave(waiter)
                        self.taken()
                        return True
                    if not in_time:
                        self.leave(waiter)
                        if waiter.actor is not None:
                            gives_up(waiter.actor, waiter.on)
                        return False
                    if not waiter.told:
                        self.blocks(waiter)  # another was faster
                    if waiter.again:
                        self.waiters.append(waiter)
        except BaseException:
            with Turn.lock:
                self.leave(waiter)
            raise

    def leave(self, waiter):
        """It waits no longer."""
        if waiter in self.waiters:
            self.waiters.remove(waiter)
        if waiter.told:
            waiter.told = False
            waiter.actor.tell("unblocked", on=waiter.on)

    def holder(self):
        """Who has it; `LEFT`: nobody who is here."""
        owner = self.owner
        if owner is None or process_of(owner) == process_of(run.current()):
            return owner
        return Turn.heirs.get(getattr(owner, "carrier", owner), LEFT)

    def taken(self):
        self.owner = run.current()
        self.says(self.owner.name if self.owner is not None else "?")

    def called(self):
        """What the script calls it; None: nothing."""
        if self.name is None and self.is_told:
            self.name = names.name(self, names.own(getframe(2)), "lock ", self.of)
        return self.name

    def begins(self, actor, frame):
        """Its maker stands behind its making, in this frame: it has a name now."""
        if self.name is None and self.is_told:
            self.name = names.name(self, frame, "lock ", self.of)
            if self.name is not None and self.owner is None:
                actor.knows("lock " + self.name, FREE)

    def says(self, value):
        actor = run.current()
        if actor is not None and self.is_told and self.called():
            actor.fact("lock " + self.name, value)

    def release(self):
        with Turn.lock:
            self.real.release()
            self.let_go()

    def let_go(self):
        self.owner = None
        self.says(FREE)
        while self.waiters:
            waiter = self.waiters[0]
            if waiter.generation != Turn.generation:
                self.waiters.pop(0)
                continue
            if waiter.told:
                waiter.told = False
                by = run.current() or waiter.actor
                by.tell_of(waiter.actor.identity, "unblocked", on=waiter.on)
            waiter.wakes()
            if not waiter.again:
                return
            # In a lesson all who wait may try.
            self.waiters.pop(0)

    def locked(self):
        return self.real.locked()

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *exception):
        actor = run.current()
        if actor is not None and is_in_lesson(getframe(1)):
            stands_before_the_end(actor, names.own(getframe(1)), self)
        self.release()

    def _at_fork_reinit(self):
        self.real._at_fork_reinit()
        self.owner = None
        self.waiters.clear()

    def __repr__(self):
        return repr(self.real)

    def __reduce_ex__(self, protocol):
        raise TypeError("cannot pickle '_thread.%s' object" % type(self).__name__)

    acquire_lock, release_lock, locked_lock = acquire, release, locked


class RLock(Lock):
    """`threading.RLock()`"""

    __slots__ = ("count",)

    def __init__(self):
        self.real = self.make()
        self.owner = self.name = None
        self.is_told, self.of = maker(getframe(1))
        self.waiters = []
        things.made(getframe(1), self)
        self.count = 0

    @staticmethod
    def make():
        return new_rlock()

    def taken(self):
        self.count += 1
        if self.count == 1:
            Lock.taken(self)
        else:
            self.says_again()

    def says_again(self):
        """Its owner has it so many times."""
        actor = run.current()
        if actor is not None and self.is_told and self.called():
            actor.tell("message", **{"from": actor.identity}, to=self.name, verb="has", value=str(self.count))

    def release(self):
        with Turn.lock:
            self.real.release()
            self.count -= 1
            if not self.count:
                self.let_go()
            else:
                self.says_again()

    def locked(self):
        return self.count > 0

    # What a condition asks its lock for.

    def _is_owned(self):
        return self.real._is_owned()

    def _recursion_count(self):
        return self.count if self._is_owned() else 0

    def _release_save(self):
        with Turn.lock:
            state = self.real._release_save(), self.count
            self.count = 0
            self.let_go()
            return state

    def _acquire_restore(self, state):
        self.acquire()
        with Turn.lock:
            for _ in range(state[1] - 1):
                self.real.acquire()
            self.count = state[1]

    def _at_fork_reinit(self):
        Lock._at_fork_reinit(self)
        self.count = 0


# What the script is told that they are, and where another interpreter finds its own.
Lock.__name__ = Lock.__qualname__ = "lock"
Lock.__module__, RLock.__module__ = "_thread", "threading"


def after_fork():
    """In a new process: whoever held a turn, or waited, isn't here."""
    Turn.lock = new_rlock()
    Turn.generation += 1


def process_of(actor):
    return actor.identity.partition(".")[0]


def goes_on_as(parent, child):
    """In a new process: who has forked goes on as its first thread, and has the locks that it had."""
    Turn.heirs = {old: child for old, heir in Turn.heirs.items() if heir is parent}
    Turn.heirs[parent] = child


def allocate_lock():
    """`_thread.allocate_lock()`: ours for the script and for threading, the real one for everybody else."""
    code = getframe(1).f_code
    if steps.of(code.co_filename) is not None:
        return Lock()
    return new_lock()


def threading(module):
    """The module `threading` has been imported."""
    module.Lock = module._allocate_lock = Lock
    module.RLock = RLock


def install():
    _thread.allocate_lock = _thread.allocate = allocate_lock
    _thread.LockType = _thread.lock = Lock
