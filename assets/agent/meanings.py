"""What a call means here: whether the lock is free and who has it, whether the queue is full, whether anybody waits.

    now = a word, and for some how many of how many; who = the actor whom it is about
Never knows where the call stands.
"""

import posix

from . import expressions, kernel, kin, processes, run, sync, things


def of(call, actor, thing, node, look):
    """What a call means; None: no more than it always does."""
    mean = MEANINGS.get(call)
    if mean is None:
        return None
    if thing is expressions.NOTHING:
        return None
    return mean(actor, thing, node, look)


def now(word, *counts, who=None):
    said = {"now": word}
    if counts:
        said["n"] = counts[0]
    if len(counts) > 1:
        said["of"] = counts[1]
    if who is not None:
        said["who"] = who
    return said


def lock(actor, thing, node, look):
    if isinstance(thing, sync.Lock):
        owner = thing.holder()
        if owner is sync.LEFT:
            return now("left")
        if owner is None:
            return now("taken" if thing.real.locked() and type(thing) is sync.Lock else "free")
        if owner is actor:
            return now("again" if isinstance(thing, sync.RLock) else "own")
        return now("held", who=owner.identity)
    has = things.of(thing)
    inner = has.get("_lock")
    if inner is not None:
        return lock(actor, inner, node, look)
    if "_semlock" in has:
        if has["_semlock"]._is_mine() and type(thing).__name__ == "RLock":
            return now("again")
        return now("taken" if has["_semlock"]._is_zero() else "free")
    return None


def release(actor, thing, node, look):
    if isinstance(thing, sync.Lock):
        if not thing.real.locked() if type(thing) is sync.Lock else not thing.count:
            return now("free")
        if thing.waiters:
            return now("waited", len(thing.waiters))
    return None


def semaphore(actor, thing, node, look):
    words = things.reader(type(thing))[0](things.of(thing), "").split()
    left = int(words[1])
    return now("left" if left else "none", left)


def notify(actor, thing, node, look):
    has = things.of(thing)
    if "_waiters" in has:
        waiting = len(has["_waiters"])
    else:
        waiting = things.value_of(has["_sleeping_count"]) - things.value_of(has["_woken_count"])
    return now("some" if waiting else "nobody", waiting)


def event(actor, thing, node, look):
    has = things.of(thing)
    flag = has["_flag"] if "_flag" in has else has["_value"]
    is_set = flag if type(flag) is bool else things.value_of(flag)
    return now("set" if is_set else "clear")


def barrier(actor, thing, node, look):
    words = things.barrier(things.of(thing), "").split()
    if words[1] == "broken":
        return now("broken")
    there, parties = int(words[1]), int(words[2])
    return now("last" if there + 1 == parties else "first", there, parties)


def length(has):
    """How much is in a queue, and its bound."""
    if "_maxsize" in has and "_sem" in has:
        bound = has["_maxsize"]
        return bound - things.value_of(has["_sem"]), bound if bound < things.NO_BOUND else 0
    items = has.get("queue", has.get("_queue"))
    bound = has.get("maxsize", has.get("_maxsize", 0))
    return None if items is None else len(items), bound


def put(actor, thing, node, look):
    there, bound = length(things.of(thing))
    if there is None or not bound or bound < 0:
        return None
    return now("full" if there >= bound else "room", there, bound)


def get(actor, thing, node, look):
    there, _ = length(things.of(thing))
    return None if there is None else now("some" if there else "empty", there)


def task_done(actor, thing, node, look):
    left = things.of(thing).get("unfinished_tasks")
    return None if left is None else now("last" if left == 1 else "more", max(0, left - 1))


def joins_queue(actor, thing, node, look):
    left = things.of(thing).get("unfinished_tasks")
    return None if left is None else now("some" if left else "none", left)


def thread(thing):
    """Whether a thread has been started, and its actor while it lives."""
    has = things.of(thing)
    started = has.get("_started")
    if started is None or not things.of(started).get("_flag"):
        return False, None
    return True, run.actors.get(has.get("_ident"))


def thread_start(actor, thing, node, look):
    return now("again") if thread(thing)[0] else None


def thread_join(actor, thing, node, look):
    started, its = thread(thing)
    if not started:
        return now("unstarted")
    if its is actor:
        return now("own")
    return now("ended") if its is None else now("alive", who=its.identity)


def has_ended(pid):
    try:
        return posix.waitid(posix.P_PID, pid, processes.LOOK) is not None
    except OSError:
        return True


def process_start(actor, thing, node, look):
    return now("again") if things.of(thing).get("_popen") is not None else None


def process_join(actor, thing, node, look):
    popen = things.of(thing).get("_popen")
    if popen is None:
        return now("unstarted")
    return waits_for(things.of(popen).get("pid"))


def popen(actor, thing, node, look):
    return waits_for(things.of(thing).get("pid"))


def waits_for(pid):
    if type(pid) is not int:
        return None
    if pid not in processes.children:
        # A fork server's child.
        who = kin.identity_of(pid)
        return now("ended") if who is None or kin.has_ended(pid) else now("alive", who=who)
    return now("ended" if has_ended(pid) else "alive", who=processes.children[pid])


def wait(actor, thing, node, look):
    if not processes.children:
        return now("none")
    return now("ended" if processes.waitid(posix.P_ALL, 0, processes.LOOK) is not None else "alive", len(processes.children))


def waitpid(actor, thing, node, look):
    seen = look.see(node.args[0]) if node.args else None
    if seen is None or seen.kind is not int:
        return None
    return wait(actor, thing, node, look) if seen.value <= 0 else waits_for(seen.value)


def kill(actor, thing, node, look):
    pid, signal = (look.see(each) for each in node.args) if len(node.args) == 2 else (None, None)
    if pid is None or pid.kind is not int:
        return None
    said = now("self") if pid.value == processes.getpid() else {}
    if pid.value in processes.children:
        said = now("ended" if has_ended(pid.value) else "child", who=processes.children[pid.value])
    return said or None


def future(actor, thing, node, look):
    state = things.of(thing).get("_state")
    return now("done" if state in ("FINISHED", "CANCELLED_AND_NOTIFIED") else "pending") if type(state) is str else None


def result(actor, thing, node, look):
    return now("pending" if things.result(things.of(thing), "") == "future pending" else "done")


def generator(actor, thing, node, look):
    if thing is None:
        return None
    if thing.gi_frame is None:
        return now("ended")
    if thing.gi_running:
        return now("running")
    return now("fresh" if thing.gi_frame.f_lasti in (-1, 0) or is_fresh(thing) else "suspended")


def is_fresh(thing):
    """Whether nothing of a generator's body has run: 3.11 and later put instructions before it."""
    return thing.gi_frame.f_lineno == thing.gi_code.co_firstlineno


def os_read(actor, thing, node, look):
    seen = look.see(node.args[0]) if node.args else None
    if seen is None or seen.kind is not int:
        return None
    return now("there" if kernel.is_there(seen.value) else "nothing")


def thread_made(actor, thing, node, look):
    for keyword in node.keywords:
        if keyword.arg == "daemon" and getattr(look.see(keyword.value), "value", None) is True:
            return now("daemon")
    return None


def queue_made(actor, thing, node, look):
    sizes = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "maxsize")]
    size = look.see(sizes[0]) if sizes else None
    return now("bound", size.value) if size is not None and size.kind is int and size.value > 0 else None


MEANINGS = {
    "lock_acquire": lock, "lock_with": lock, "lock_release": release,
    "semaphore_acquire": semaphore, "semaphore_with": semaphore,
    "condition_notify": notify, "condition_notify_all": notify,
    "event_wait": event, "barrier_wait": barrier,
    "queue_put": put, "queue_put_nowait": put, "queue_get": get, "queue_get_nowait": get,
    "queue_task_done": task_done, "queue_join": joins_queue,
    "async_put": put, "async_get": get, "async_event_wait": event,
    "thread_made": thread_made, "process_made": thread_made, "queue_made": queue_made,
    "thread_start": thread_start, "thread_join": thread_join,
    "process_start": process_start, "process_join": process_join, "popen_wait": popen, "popen_communicate": popen,
    "wait": wait, "waitpid": waitpid, "kill": kill,
    "future_result": future, "result_get": result,
    "gen_next": generator, "gen_send": generator, "gen_throw": generator, "gen_close": generator,
    "os_read": os_read, "conn_recv": lambda actor, thing, node, look: now(
        "there" if kernel.is_there(things.of(thing).get("_handle")) else "nothing"
    ),
}  # fmt: skip
