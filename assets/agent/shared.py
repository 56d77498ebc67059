"""What several actors can change: the script's global variables that its functions assign or look into, the attributes of its own objects
and classes, and what a thread is given when it is started. Told when there is somebody to share them with, of whoever finds them changed:
each actor looks before it stands, before anything else is told of it, and at its end. So a change is told with the one that made it.

Never knows what a value is for, nor which statement stores into it: see `stores`.
"""

import sys
from _weakref import ref
from types import ModuleType

from . import faults, names, run, steps, turns, values
from .line import name

MOST = 40
# What holds other values, and can be changed; and in what objects of the script's may be: so many of them are looked at, and so deep.
CONTAINERS = (list, dict, set, bytearray)
SEQUENCES = (list, tuple, dict)
MOST_ITEMS = 8
DEEPEST = 2

# What was told in this process, by name.
told = {}


class Module:
    """The global variables of one of the script's files, and which of them to look at. It isn't kept alive: what its things have to
    say when it ends they say as without us. But of a file that the library's fork server runs the functions alone are left, and who is
    forked from it never comes to that end."""

    def __init__(self, module, is_left):
        self.module = (lambda: module) if is_left else ref(module)
        self.count = -1
        self.candidates = ()

    def look_again(self, file):
        """Which of them there are now that may be shared; gives all of them."""
        module = self.module()
        variables = {} if module is None else vars(module)
        if self.count != len(variables):
            self.count = len(variables)
            self.candidates = [each for each in list(variables) if is_candidate(file, each, variables.get(each))]
        return variables


class Given:
    """What a thread was started with, by the name that its starter has for it. An object isn't kept alive; a list is, which may not know
    who refers to it, as long as there is nothing in it that could tell."""

    def __init__(self, called, value):
        self.called = called
        try:
            self.value = ref(value)
        except TypeError:
            self.value = (lambda: value) if type(value) in CONTAINERS else lambda: None


modules = {}
given = []


def learn(file, variables):
    """A file of the script's begins: these are its global variables."""
    module = sys.modules.get(variables.get("__name__"))
    if type(module) is ModuleType and vars(module) is variables:
        actor = run.current()
        modules[file] = Module(module, actor is not None and actor.serves)


def gives(frame, thread):
    """A thread is started: what it is given is shared from here on, with whoever has given it."""
    try:
        has = dict(values.attributes(thread))
        arguments, keywords = has.get("_args"), has.get("_kwargs")
        gets = [getattr(has.get("_target"), "__self__", None)]
        gets += arguments if type(arguments) is tuple else ()
        gets += keywords.values() if type(keywords) is dict else ()
        known = {id(value) for _, value in things()}
        for value in gets:
            kind = type(value)
            may_change = values.is_own(kind) or kind in CONTAINERS and values.is_plain(value)
            if may_change and id(value) not in known and len(given) < MOST:
                begins(frame, value)
    except Exception as error:
        faults.swallow(error)  # another thread has changed something meanwhile


def begins(frame, value):
    called = names.of(value, names.own(frame))
    if called is None:
        return
    same = sum(each.called.partition("#")[0] == called for each in given)
    given.append(Given(called if not same else "%s#%d" % (called, same + 1), value))


def things():
    """What is looked at: each thing with its name."""
    for file, module in list(modules.items()):
        variables = module.look_again(file)
        for variable in module.candidates:
            yield variable, variables.get(variable)
    for each in list(given):
        value = each.value()
        if value is None or type(value) in CONTAINERS and not values.is_plain(value):
            given.remove(each)
        else:
            yield each.called, value


def tell(actor, stored=()):
    """Tells what of them is another than it was, and that something was stored where that has changed nothing; whether there is any that
    was known before."""
    with turns.turn():
        return tell_of(actor, stored)


def tell_of(actor, stored):
    changed, happened = set(), False
    try:
        for called, value in list(things()):
            for part, of_it in looks(called, value):
                happened |= tell_one(actor, part, values.shown(of_it), changed)
        for called in stored:
            if called in told and called not in changed:
                happened = True
                actor.tells_what_it_ran()
                if run.lesson:
                    actor.line.tell(actor.identity, "fact", {"key": "shared " + called, "value": told[called], "source": "demo"})
                    continue
                said = {"from": actor.identity, "to": called, "verb": "store", "value": told[called]}
                actor.line.tell(actor.identity, "message", said)
    except Exception as error:
        faults.swallow(error)  # another thread has changed something meanwhile
    return happened


def tell_one(actor, called, said, changed):
    called = name(called)
    before = told.get(called)
    if before == said or before is None and len(told) >= MOST:
        return False
    told[called] = said
    changed.add(called)
    if before is not None:
        actor.tells_what_it_ran()
    actor.line.tell(actor.identity, "fact", {"key": "shared " + called, "value": said, "source": "demo"})
    return before is not None


def is_candidate(file, variable, value):
    """Whether a global variable may be one that is shared."""
    if variable[:2] == "__" or variable in file.turns:
        return False
    kind = type(value)
    if variable in file.assigned or values.is_own(kind) or issubclass(kind, type) and values.is_own(value):
        return True
    return variable in file.used and kind in CONTAINERS or kind in SEQUENCES and any(values.is_own(type(each)) for each in first(value))


def first(value):
    """The first that are in a list or the like."""
    return [each for each, _ in zip(value.values() if type(value) is dict else value, range(MOST_ITEMS))]


def looks(called, value, depth=0):
    """What there is to tell of a thing: its name and value, or those of what is in it."""
    kind = type(value)
    if kind in values.SIMPLE or kind in CONTAINERS and (not depth or len(value) <= 1000) and values.is_plain(value):
        yield called, value
    elif depth > DEEPEST:
        return
    elif kind in SEQUENCES:
        keys = value if kind is dict else range(len(value))
        for key, of_it in zip(list(keys), first(value)):
            if values.is_own(type(of_it)) and values.plain(key):
                yield from looks("%s[%s]" % (called, values.shown(key)), of_it, depth + 1)
    elif issubclass(kind, type):
        for attribute, of_it in list(values.dict_of(value).items()):
            if attribute in steps.attributes and values.is_plain(of_it):
                yield called + "." + attribute, of_it
    elif values.is_own(kind):
        whole = all(values.is_own(each) for each in values.mro_of(kind)[:-1])
        for attribute, of_it in values.attributes(value):
            # What the library keeps in an object of a class that comes of one of its own is nothing of the script's.
            if whole or attribute in steps.attributes:
                yield from looks(called + "." + attribute, of_it, depth + 1)


def after_fork():
    """A new process has memory of its own, and tells of it itself."""
    told.clear()
