"""The calls that are told of, by the library's own names for them. A call counts only if what is called is what the library has under
such a name: a function of the script's that is called `join` is none.

Never knows what a call means where it is made.
"""

import sys

from . import values

LOCK = {"acquire": "lock_acquire", "release": "lock_release"}
SEMAPHORE = {"acquire": "semaphore_acquire", "release": "semaphore_release"}
CONDITION = {
    **LOCK,
    "wait": "condition_wait", "wait_for": "condition_wait_for",
    "notify": "condition_notify", "notify_all": "condition_notify_all",
}  # fmt: skip
EVENT = {"set": "event_set", "clear": "event_clear", "wait": "event_wait"}
BARRIER = {"wait": "barrier_wait", "abort": "barrier_abort"}
QUEUE = {
    "put": "queue_put", "get": "queue_get", "put_nowait": "queue_put_nowait", "get_nowait": "queue_get_nowait",
    "task_done": "queue_task_done", "join": "queue_join",
}  # fmt: skip
EXECUTOR = {"submit": "submit", "map": "executor_map", "shutdown": "shutdown"}
PROCESS = {"start": "process_start", "join": "process_join", "terminate": "process_terminate", "kill": "process_terminate"}
POOL = {
    "map": "pool_map", "starmap": "pool_map", "imap": "pool_imap", "imap_unordered": "pool_imap", "apply": "pool_apply",
    "apply_async": "pool_apply_async", "map_async": "pool_apply_async", "starmap_async": "pool_apply_async",
    "close": "pool_close", "join": "pool_join", "terminate": "pool_terminate",
}  # fmt: skip
GENERATOR = {"send": "gen_send", "throw": "gen_throw", "close": "gen_close", "__next__": "gen_next"}
# What `multiprocessing` and its contexts have a method for.
MAKE = {
    "Process": "process_made", "Queue": "queue_made", "JoinableQueue": "queue_made", "SimpleQueue": "queue_made",
    "Lock": "lock_made", "RLock": "rlock_made", "Condition": "condition_made", "Event": "event_made",
    "Semaphore": "semaphore_made", "BoundedSemaphore": "semaphore_made", "Barrier": "barrier_made",
    "Value": "value_made", "Array": "value_made", "Pool": "pool_made", "Pipe": "mp_pipe", "Manager": "manager_made",
}  # fmt: skip
MP = "multiprocessing."

# The classes: what it is to make one, to enter it by `with`, and to call its methods.
CLASSES = {
    "threading.Thread": ("thread_made", None, {"start": "thread_start", "join": "thread_join"}),
    "threading.Timer": ("timer_made", None, {"cancel": "timer_cancel"}),
    "threading.local": ("local_made", None, {}),
    "threading.Lock": ("lock_made", "lock_with", LOCK),
    "threading.RLock": ("rlock_made", "lock_with", LOCK),
    "threading.Condition": ("condition_made", "lock_with", CONDITION),
    "threading.Event": ("event_made", None, EVENT),
    "threading.Semaphore": ("semaphore_made", "semaphore_with", SEMAPHORE),
    "threading.BoundedSemaphore": ("semaphore_made", "semaphore_with", SEMAPHORE),
    "threading.Barrier": ("barrier_made", None, BARRIER),
    "queue.Queue": ("queue_made", None, QUEUE),
    "queue.SimpleQueue": ("queue_made", None, QUEUE),
    "concurrent.futures.thread.ThreadPoolExecutor": ("executor_made", "executor_with", EXECUTOR),
    "concurrent.futures.process.ProcessPoolExecutor": ("executor_of_processes", "executor_with", EXECUTOR),
    "concurrent.futures._base.Executor": ("executor_made", "executor_with", EXECUTOR),
    "concurrent.futures._base.Future": (None, None, {"result": "future_result", "exception": "future_exception", "cancel": "future_cancel"}),
    "subprocess.Popen": ("popen_made", None, {"communicate": "popen_communicate", "wait": "popen_wait"}),
    MP + "process.BaseProcess": ("process_made", None, PROCESS),
    MP + "pool.Pool": ("pool_made", "pool_with", POOL),
    MP + "pool.ApplyResult": (None, None, {"get": "result_get"}),
    MP + "connection._ConnectionBase": (None, None, {"send": "conn_send", "recv": "conn_recv", "close": "conn_close"}),
    MP + "queues.Queue": ("queue_made", None, QUEUE),
    MP + "queues.JoinableQueue": ("queue_made", None, QUEUE),
    MP + "queues.SimpleQueue": ("queue_made", None, QUEUE),
    MP + "synchronize.Lock": ("lock_made", "lock_with", LOCK),
    MP + "synchronize.RLock": ("rlock_made", "lock_with", LOCK),
    MP + "synchronize.Semaphore": ("semaphore_made", "semaphore_with", SEMAPHORE),
    MP + "synchronize.Condition": ("condition_made", "lock_with", CONDITION),
    MP + "synchronize.Event": ("event_made", None, EVENT),
    MP + "context.BaseContext": (None, None, MAKE),
    "types.GeneratorType": (None, None, GENERATOR),
    "types.CoroutineType": (None, None, {"send": "coro_send", "close": "coro_close"}),
    "asyncio.Task": (None, None, {"cancel": "task_cancel"}),
    "asyncio.TaskGroup": ("group_made", "group_with", {"create_task": "create_task"}),
    "asyncio.Queue": ("queue_made", None, {"put": "async_put", "get": "async_get"}),
    "asyncio.Lock": ("lock_made", "async_lock_with", {}),
    "asyncio.Semaphore": ("semaphore_made", "async_lock_with", {}),
    "asyncio.Event": ("event_made", None, {"set": "event_set", "wait": "async_event_wait"}),
}
# The functions.
FUNCTIONS = {
    "time.sleep": "sleep",
    "os.fork": "fork", "os.wait": "wait", "os.waitpid": "waitpid", "os._exit": "os_exit", "sys.exit": "sys_exit",
    **dict.fromkeys(("os.exec" + how for how in ("l", "le", "lp", "lpe", "v", "ve", "vp", "vpe")), "exec"),
    "os.kill": "kill", "os.killpg": "kill", "os.setsid": "setsid", "os.pipe": "pipe", "os.dup2": "dup2", "os.close": "os_close",
    "os.read": "os_read", "os.write": "os_write", "os.system": "system", "signal.signal": "signal_signal",
    "signal.pause": "signal_pause", "signal.alarm": "signal_alarm",
    **dict.fromkeys(("subprocess." + how for how in ("run", "call", "check_call", "check_output")), "subprocess_run"),
    "_thread.start_new_thread": "start_new_thread",
    "concurrent.futures._base.as_completed": "as_completed", "concurrent.futures._base.wait": "futures_wait",
    **{"multiprocessing." + name: kind for name, kind in MAKE.items()},
    "asyncio.run": "async_run", "asyncio.gather": "gather", "asyncio.create_task": "create_task",
    "asyncio.ensure_future": "create_task", "asyncio.sleep": "async_sleep", "asyncio.wait_for": "async_wait_for",
    "asyncio.wait": "async_wait", "asyncio.as_completed": "async_as_completed", "asyncio.to_thread": "to_thread",
    "asyncio.shield": "shield",
    "builtins.next": "next", "builtins.input": "input",
}  # fmt: skip
# What it is to enter what such a call has made, where its class may not be known yet.
ENTERED = {"pool_made": "pool_with"}
# What comes of a call, where it is of another type than the class that was called.
GIVES = {
    "submit": "concurrent.futures._base.Future", "pool_apply_async": MP + "pool.ApplyResult",
    "create_task": "asyncio.Task", "process_made": MP + "process.BaseProcess",
}  # fmt: skip


class Found:
    """What the library has under these names, by identity; looked up anew when modules have been imported."""

    modules = 0
    things = {}


def look_up():
    if Found.modules != len(sys.modules):
        Found.modules = len(sys.modules)
        for name in (*CLASSES, *FUNCTIONS):
            module, _, attribute = name.rpartition(".")
            module = sys.modules.get(module)
            thing = None if module is None else vars(module).get(attribute)
            if thing is not None:
                Found.things[id(thing)] = thing, name
        for name, kind in (("types.GeneratorType", GENERATOR_TYPE), ("types.CoroutineType", COROUTINE_TYPE)):
            Found.things[id(kind)] = kind, name
    return Found.things


def generator():
    yield


async def coroutine():
    pass


GENERATOR_TYPE = type(generator())
made = coroutine()
COROUTINE_TYPE = type(made)
made.close()


def called(thing):
    """What the library calls this function or class; None: it isn't one of these."""
    found = look_up().get(id(thing))
    return found[1] if found is not None and found[0] is thing else None


def classes(kind):
    """Those of a class's bases that are the library's, by name, each with itself."""
    for each in values.mro_of(kind):
        yield each, called(each)


def making(kind):
    """What it is to call this class; None: nothing that is told of."""
    for _, name in classes(kind):
        if name in CLASSES and CLASSES[name][0]:
            return CLASSES[name][0]
    return None


def entering(kind):
    """What it is to enter such a thing by `with`; None: nothing that is told of."""
    for each, name in classes(kind):
        if name in CLASSES and CLASSES[name][1]:
            return CLASSES[name][1]
        if "__enter__" in values.dict_of(each):
            return None
    return None


def method(kind, name):
    """What it is to call this method of such a thing; None: nothing that is told of, or the script has one of its own."""
    for each, called in classes(kind):
        if called in CLASSES and name in CLASSES[called][2]:
            return CLASSES[called][2][name]
        if name in values.dict_of(each):
            return None
    return None


def class_of(name):
    """The class that the library calls so; None: its module hasn't been imported."""
    module, _, attribute = name.rpartition(".")
    module = sys.modules.get(module)
    return None if module is None else vars(module).get(attribute)
