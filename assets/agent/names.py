"""What the script calls a thing, and which of its calls waits: `account.lock`, `forks[0]`, `tasks.get()`.

The names are the variables of the script's own frames. None of its code is run to find them.
Never knows what the thing is.
"""

import sys
from _weakref import ref
from types import ModuleType

from . import faults, run, steps, values
from .line import name as shortened

getframe = sys._getframe

SEQUENCES = (list, tuple, dict)
MOST_ITEMS = 100
MAP = "concurrent.futures.map"
# What a call that is made by syntax is called.
CALLS = {
    "__enter__": "acquire", "__next__": "next", "_finalize_join": "close",
    # An executor's `map()`, of threads or of processes.
    "result_iterator": MAP, "_chain_from_iterable_of_lists": MAP,
}  # fmt: skip
# What a condition does that lets go of its lock, and takes it again.
WAITS = {"wait", "wait_for"}
# Where the library waits for the script.
WAITING = ("/threading.py", "/queue.py", "/multiprocessing/queues.py", "/multiprocessing/connection.py")
STARTS = {"_bootstrap", "_bootstrap_inner", "run"}
# So often a name is looked for; what has none then is the library's own.
MOST_TRIES = 3
MOST_GIVEN = 5000

# The names that things have been given, by their identity; and how many have each.
given = {}
taken = {}


def own(frame):
    """The innermost frame of the script's own code, from here outwards."""
    while frame is not None and steps.of(frame.f_code.co_filename) is None:
        frame = frame.f_back
    return frame


def among(variables, is_it, turns=()):
    """The first of these variables that is the thing, or has it. `turns`: those that are another thing each turn of a loop come last."""
    # At once: other threads have them, too. What a comprehension goes over has no name in the program.
    variables = [each for each in list(variables.items()) if each[0][:1] != "."]
    found = among_these([each for each in variables if each[0] not in turns], is_it)
    return found or among_these([each for each in variables if each[0] in turns], is_it)


def among_these(variables, is_it):
    for name, value in variables:
        if is_it(value) and name[:2] != "__":
            return name
    for name, value in variables:
        kind = type(value)
        if kind in SEQUENCES and name[:2] != "__":
            items = value.items() if kind is dict else enumerate(value)
            for at, (key, item) in zip(range(MOST_ITEMS), list(items)):
                if is_it(item):
                    return name + "[" + values.shown(key) + "]"
                if is_it(key):
                    return "list(%s)[%d]" % (name, at)
        elif kind is not ModuleType and not issubclass(kind, type):
            for key, item in values.attributes(value):
                if is_it(item):
                    whose = values.name_of(kind).lower() if name == "self" else name
                    if key[:1] != "_" or values.is_own(kind):
                        return whose + "." + key
                    if key == "_lock":
                        # A lock of the library's that one takes by its owner: `with condition:`
                        return whose + ".get_lock()" * hasattr(kind, "get_lock")
    return None


def of(thing, frame, inside=None):
    """What the frame, or those outside it, call a thing; None: nothing. `inside`: what it is the lock of, which may be meant as well."""
    try:
        return find(thing, frame, inside)
    except Exception as error:
        faults.swallow(error)  # another thread has changed something meanwhile
        return None


def find(thing, frame, inside):

    def is_it(value):
        return value is thing or inside is not None and value is inside

    # What a method calls `self.lock` has a better name where its object has one: further out.
    of_its_class = None
    while frame is not None:
        file = steps.of(frame.f_code.co_filename)
        if file is not None:
            variables = dict(values.variables_of(frame))
            its_self = {"self": variables.pop("self", None)}
            found = among(dict(frame.f_globals), is_it, file.each) or among(variables, is_it, file.each)
            if found:
                return found
            of_its_class = of_its_class or among(its_self, is_it)
        frame = frame.f_back
    return of_its_class


def of_lesson(function, number, arguments):
    """What a lesson calls an actor that runs this function, the first, second, … of its kind; None: nothing particular."""
    template = run.names.get(function.replace("_", " "))
    if template is None:
        return None
    for argument, value in arguments.items():
        if type(value) in values.SIMPLE:
            template = template.replace("{" + argument + "}", str(value))
    return template.replace("{letter}", chr(ord("A") + (number - 1) % 26)).replace("{number}", str(number))


class Given:
    """The name that a thing has been given. `family`: things of two families may have the same."""

    __slots__ = "thing", "name", "tries"

    def __init__(self, thing):
        self.thing = ref(thing)
        self.name, self.tries = None, 0


def name(thing, frame, family, inside=None):
    """What the script calls a thing, once and for all: seen from this frame when it is first asked for. None: it has no name."""
    known = given.get(id(thing))
    if known is None or known.thing() is not thing:
        if len(given) >= MOST_GIVEN:
            forget()
        known = given[id(thing)] = Given(thing)
    if known.name is None and known.tries < MOST_TRIES:
        known.tries += 1
        found = of(thing, frame, inside)
        found = run.names.get(found, found)
        if found:
            count = taken[family, found] = taken.get((family, found), 0) + 1
            known.name = shortened(found if count == 1 else found + "#" + str(count))
    return known.name


def known_name(thing):
    """The name that a thing has been given."""
    known = given.get(id(thing))
    return known.name if known is not None and known.thing() is thing else None


values.Called.by = staticmethod(known_name)


def forget():
    """Forgets the things that are gone or have no name, and if that isn't enough, all."""
    for identity, known in list(given.items()):
        if known.thing() is None or known.name is None:
            given.pop(identity, None)
    if len(given) >= MOST_GIVEN:
        given.clear()


def its_self(frame):
    """What a method was called on."""
    code = frame.f_code
    if not code.co_argcount or code.co_varnames[0] != "self":
        return None
    return frame.f_locals.get(code.co_varnames[0])


def callee(frame):
    """Which call of the library waits, and who has made it: the one that the script has made, or else, in a thread of the
    library's own, the outermost that is about waiting."""
    inner, caller = None, frame
    while caller is not None and steps.of(caller.f_code.co_filename) is None:
        if not faults.is_agents(caller.f_code):
            inner = caller
        caller = outside(caller)
    if caller is not None:
        return inner, caller
    inner, caller = None, frame
    while caller is not None:
        code = caller.f_code
        if faults.is_agents(code):
            caller = outside(caller)
            continue
        if not code.co_filename.endswith(WAITING) or code.co_name in STARTS:
            return inner, caller
        inner, caller = caller, outside(caller)
    return None, None


def outside(frame):
    """Whom a call was made by; None: a process of `multiprocessing` begins with it, and what lies outside was its parent's."""
    code = frame.f_code
    if code.co_name == "_bootstrap" and code.co_filename.endswith("/multiprocessing/process.py"):
        return None
    return frame.f_back


def of_process(frame):
    """What `multiprocessing` calls the process that it is starting here; None: it starts none."""
    while frame is not None:
        code = frame.f_code
        if code.co_name == "_launch" and "/multiprocessing/popen_" in code.co_filename:
            called = dict(values.attributes(frame.f_locals.get("process_obj"))).get("_name")
            return called if type(called) is str and called else None
        frame = frame.f_back
    return None


def call(default):
    """The call that waits, as Python would write it: `tasks.get()`. `default`: the agent's own word for it."""
    try:
        return find_call(default, getframe(1))
    except Exception as error:
        faults.swallow(error)
        return default


def takes_again(wait):
    """Whether a condition's `wait` is over, and takes its lock again."""
    frame = getframe(1)
    while frame is not None and frame is not wait:
        if frame.f_code.co_name == "_acquire_restore":
            return True
        frame = frame.f_back
    return False


def find_call(default, frame):
    while frame is not None and faults.is_agents(frame.f_code):
        frame = frame.f_back
    inner, caller = callee(frame)
    if inner is None or faults.is_agents(inner.f_code):
        return default
    name = CALLS.get(inner.f_code.co_name, inner.f_code.co_name)
    if name in WAITS and takes_again(inner):
        name = "acquire"
    thing = its_self(inner)
    if name == "wait" and is_timers(caller):
        return "Timer(%s)" % values.shown(dict(values.attributes(its_self(caller)))["interval"])
    if name == MAP:
        return name + "()"
    if thing is None:
        # Without the modules that the library keeps to itself.
        module = inner.f_globals.get("__name__", "").split(".")
        return ".".join([part for part in module if part[:1] != "_"] + [name]) + "()"
    if name == "__exit__":
        name = "shutdown" if hasattr(type(thing), "shutdown") else "terminate"
    return thing_name(thing, caller) + "." + name + "()"


def is_timers(frame):
    """Whether this is where a `Timer` waits before it calls something."""
    code = frame.f_code if frame is not None else None
    if code is None or code.co_name != "run" or not code.co_filename.endswith("/threading.py"):
        return False
    return type(dict(values.attributes(its_self(frame))).get("interval")) in (int, float)


def thing_name(thing, caller):
    """What a thing is called: as it is everywhere, or as the caller calls it; otherwise what kind of thing it is."""
    known = given.get(id(thing))
    if known is not None and known.thing() is thing and known.name:
        return known.name
    found = of(thing, caller)
    if found is None and caller is not None:
        found = among(values.variables_of(caller), lambda value: value is thing)
    return found or values.name_of(type(thing)).lower()
