"""What is shared beside locks and variables: queues, events, semaphores, barriers, conditions, futures, pools. How each is, told when it
is otherwise than it was.

    made ─▶ fresh ─ its maker stands ─▶ has it a name? ─▶ "thing q" = "queue 2"
    Condition.notify ─▶ what the library has a condition for is another now, and nobody has seen that yet
They are read as the library keeps them: none of the script's code runs.
Never knows who waits.
"""

import sys
from _thread import get_ident

from . import faults, names, run, steps, turns, values
from .line import name as shortened

# So many things are told of, and of so many values that are in a queue.
MOST = 40
MOST_QUEUED = 200
# What the library makes them in.
MAKING = {"__init__", "_reset"}
FACTORIES = "/multiprocessing/context.py"
# A queue of `multiprocessing` without a bound has this one.
NO_BOUND = 1 << 30

# What is behind a queue that more is in than is told, and behind what processes have between them.
MANY, BETWEEN = " many", " between"

# What was told of each, by name; what has been made and hasn't got a name yet; and what is looked at whenever somebody stands.
told = {}
fresh = []
looked_at = []
# So many of them are looked at whenever one changes: more the stage doesn't show, and each would cost as much as all.
AT_ONE_MOMENT = 20


class Fresh:
    """Something that has been made, by this thread."""

    __slots__ = "thing", "tries", "maker"

    def __init__(self, thing):
        self.thing, self.tries, self.maker = names.ref(thing), 0, get_ident()

    def may_have_a_name(self):
        """Whether somebody else than its maker needn't be waited for: only that one puts it where it has a name."""
        return self.maker == get_ident() or self.maker not in run.actors


def of(thing):
    """A thing's attributes, as it keeps them."""
    return dict(values.attributes(thing))


def length(items):
    return len(items) if type(items).__name__ in ("deque", "list") else 0


def queue(has, kind):
    bound = has.get("maxsize", has.get("_maxsize", 0))
    order = {"LifoQueue": "lifo", "PriorityQueue": "priority"}.get(kind, "queue")
    return "%s %d" % (order, bound if type(bound) is int and 0 < bound < NO_BOUND else 0)


def flag(has, kind):
    is_set = has["_flag"] if type(has["_flag"]) is bool else value_of(has["_flag"])
    return "event set" if is_set else "event clear"


def value_of(semaphore):
    """The kernel's count of a semaphore of `multiprocessing`."""
    return of(semaphore)["_semlock"]._get_value()


def semaphore(has, kind):
    left = has["_value"] if "_value" in has else has["_semlock"]._get_value()
    most = has.get("_initial_value") or (has["_semlock"].maxvalue if kind == "BoundedSemaphore" else 0)
    return "semaphore %d %d" % (left, most)


def barrier(has, kind):
    state, there = has["_array"][:2] if "_array" in has else (has["_state"], has["_count"])
    if state == -2:
        return "barrier broken"
    return "barrier %d %d" % (has["_parties"] if state == 1 else there, has["_parties"])


def condition(has, kind):
    return "condition"


def future(has, kind):
    state = has["_state"].split("_")[0].lower()
    return came_to(has["_exception"], has["_result"]) if state == "finished" else "future " + state


def result(has, kind):
    if not of(has["_event"])["_flag"]:
        return "future pending"
    return came_to(None, has["_value"]) if has["_success"] else came_to(has["_value"], None)


def came_to(error, value):
    """What has come of a task: an exception, or a value."""
    return "future finished " + values.shown(value) if error is None else "future failed " + values.name_of(type(error))


def threads(has, kind):
    waiting = list(of(has["_work_queue"]).get("_queue") or ())
    # The numbers of threads that have ended are had again.
    here = {id(actor.thread): actor for actor in list(run.actors.values()) if actor.thread is not None}
    there = {id(thread) for thread in list(has["_threads"]) if id(thread) in here}
    there |= {each for each, actor in here.items() if works_at(actor.thread, has["_work_queue"])}
    return "executor %d %d" % (len(there), sum(item is not None for item in waiting))


def works_at(thread, tasks):
    """Whether a thread was started for this queue of tasks: its executor knows it only when it runs."""
    return any(each is tasks for each in dict(values.attributes(thread)).get("_args") or ())


def workers(has, kind):
    """Which of its tasks a process is at only that one knows, and who they are is seen anyway: nothing is told."""
    return None


def pool(has, kind):
    return "executor %d %d" % (has["_processes"], len(has["_cache"]))


def lock(has, kind):
    return "free"


def shared(has, kind):
    """A `Value` or an `Array`: what is in the memory that processes share."""
    holds = has["_obj"]
    if values.is_own(type(holds)):
        return "value " + values.shown(holds)  # its attributes may be code of the script's
    return "value " + (values.shown(holds.value) if hasattr(holds, "value") else values.shown(list(holds[:7])))


QUEUES, MP = "queue", "multiprocessing."
# How each is read, by its class; those that change without a condition are looked at.
READ = {
    QUEUES: {"Queue": queue, "LifoQueue": queue, "PriorityQueue": queue, "SimpleQueue": queue},
    "threading": {
        "Event": flag, "Semaphore": semaphore, "BoundedSemaphore": semaphore, "Barrier": barrier, "Condition": condition,
    },
    "concurrent.futures._base": {"Future": future},
    "concurrent.futures.thread": {"ThreadPoolExecutor": threads},
    "concurrent.futures.process": {"ProcessPoolExecutor": workers},
    MP + "queues": {"Queue": queue, "JoinableQueue": queue, "SimpleQueue": queue},
    MP + "synchronize": {
        "Lock": lock, "RLock": lock,
        "Event": flag, "Semaphore": semaphore, "BoundedSemaphore": semaphore, "Barrier": barrier, "Condition": condition,
    },
    MP + "pool": {"Pool": pool, "ThreadPool": pool, "ApplyResult": result, "MapResult": result},
    MP + "sharedctypes": {"SynchronizedBase": shared},
}  # fmt: skip
# Those that somebody has: what is read is who.
HELD = set()
LOOKED_AT = {barrier, future, result, threads, pool, shared}


def reader(kind):
    """How things of a class are read, what the library calls that class, and in which module it is; None: they aren't."""
    for each in values.mro_of(kind):
        module = values.dict_of(each).get("__module__")
        called = values.name_of(each)
        if type(module) is str and called in READ.get(module, ()) and getattr(sys.modules.get(module), called, None) is each:
            return READ[module][called], called, module
    return None


def made(frame, lock):
    """A lock is being made by this frame: for whatever the library makes with it, or by the script itself."""
    thing = lock
    while frame is not None and steps.of(frame.f_code.co_filename) is None:
        code = frame.f_code
        if code.co_name in MAKING:
            thing = names.its_self(frame)
        elif not code.co_filename.endswith(FACTORIES):
            break
        frame = frame.f_back
    if thing is not lock or frame is not None and steps.of(frame.f_code.co_filename) is not None:
        begins(thing)


def begins(thing):
    """Something exists, and has no name yet."""
    if len(fresh) < MOST and (not fresh or fresh[-1].thing() is not thing) and id(thing) not in names.given:
        try:
            fresh.append(Fresh(thing))
        except TypeError as error:
            faults.swallow(error)  # of a class that has no room for it


def stands(actor, frame):
    """An actor is about to stand in this frame: what has been made has a name by now."""
    try:
        for each in list(fresh):
            thing = each.thing()
            if thing is not None and not each.may_have_a_name():
                continue
            each.tries += 1
            if thing is None or is_told(actor, thing, frame) or each.tries == names.MOST_TRIES:
                if each in fresh:
                    fresh.remove(each)
    except Exception as error:
        faults.swallow(error)  # another thread has changed something meanwhile
    look(actor)


def look(actor):
    """Tells what has changed by itself."""
    try:
        for known in list(looked_at):
            thing = known()
            if thing is not None:
                tell(actor, thing)
            elif known in looked_at:
                looked_at.remove(known)
    except Exception as error:
        faults.swallow(error)  # another thread has changed something meanwhile


def is_told(actor, thing, frame):
    """Whether a thing that has been made could be told of, by its name."""
    if hasattr(type(thing), "begins"):
        thing.begins(actor, frame)
        return thing.name is not None
    return reader(type(thing)) is None or tell(actor, thing, frame)


def tell(actor, thing, frame=None):
    """Tells how a thing is, if it has a name, and that is otherwise than it was; whether it has one."""
    with turns.turn():
        return tell_of(actor, thing, frame)


def tell_of(actor, thing, frame):
    found = reader(type(thing))
    if found is None:
        return False
    read, kind, module = found
    family = "lock " if read is lock or read in HELD else "thing "
    name = names.name(thing, frame, family)
    if name is None:
        return False
    known = told.get(family + name)
    if known is None and len(told) >= MOST or read is lock and known is not None:
        return True
    said = read(thing) if read in HELD else read(of(thing), kind)
    if said is None:
        return True
    said += BETWEEN * (family == "thing " and module.startswith(MP))
    if known is None and read in LOOKED_AT:
        looked_at.append(names.ref(thing))
    if known is None or known.partition(MANY)[0] != said:
        told[family + name] = said
        (actor.knows if known is None else actor.fact)(family + name, said)
    return True


def around(actor, frame, passes=False):
    """Something has changed that the library has: the outermost thing that one of these calls was made on. `passes`: a value may go
    through a queue."""
    try:
        outermost = None
        while frame is not None and steps.of(frame.f_code.co_filename) is None:
            thing = names.its_self(frame) if not faults.is_agents(frame.f_code) else None
            if thing is not None and reader(type(thing)) is not None:
                outermost = frame
            frame = names.outside(frame)
        if outermost is not None:
            thing, code = names.its_self(outermost), outermost.f_code
            if changed(actor, thing, outermost) and passes and code.co_name in ("put", "get"):
                item = outermost.f_locals.get("obj" if code.co_varnames[1] == "obj" else "item")
                goes_through(actor, thing, code.co_name, item)
    except Exception as error:
        faults.swallow(error)  # another thread has changed something meanwhile


def changed(actor, thing, frame):
    """Tells how a thing is, if the script knows it."""
    if any(each.thing() is thing and not each.may_have_a_name() for each in list(fresh)):
        return False  # others have to do with it already, and would look for its name in vain
    found = reader(type(thing))
    is_told = found is not None and tell(actor, thing, names.own(frame))
    if is_told and found[0] in LOOKED_AT and len(looked_at) <= AT_ONE_MOMENT:
        look(actor)  # a pool and its futures are told as they are at one moment
    return is_told


def goes_through(actor, thing, verb, item):
    """A value is put into a queue, or taken out of it."""
    name = names.name(thing, None, "thing ")
    known = told.get("thing " + str(name), MANY)
    if known.endswith(MANY):
        return
    has = of(thing)
    if length(has.get("queue", has.get("_queue", ()))) > MOST_QUEUED:
        told["thing " + name] = known + MANY
        actor.fact("thing " + name, known + MANY)
        return
    ends = (actor.identity, name) if verb == "put" else (name, actor.identity)
    actor.tell("message", **{"from": ends[0], "to": ends[1]}, verb=verb, value=values.shown(item))


def after_fork():
    """A new process has copies of what is the threads'; they are nobody's but its own, and aren't told of."""
    turns.after_fork()
    for known in list(names.given.values()):
        thing = known.thing()
        found = None if thing is None else reader(type(thing))
        if found is not None and not found[2].startswith(MP):
            known.name, known.tries = None, names.MOST_TRIES
    fresh.clear()
