"""What several actors can change: the script's global variables that its functions assign or look into, and the attributes of its
own objects among them. Told when there is somebody to share them with, of whoever finds them changed: each actor looks before it
stands, before anything else is told of it, and at its end. So a change is told with the one that made it.

Never knows what a value is for.
"""

import sys
from _weakref import ref
from types import ModuleType

from . import faults, values
from .line import name

MOST = 40
# What holds other values, and can be changed.
CONTAINERS = (list, dict, set, bytearray)

# What was told in this process, by name.
told = {}


class Module:
    """The global variables of one of the script's files, and which of them to look at. It isn't kept alive: what its things have to
    say when it ends they say as without us."""

    def __init__(self, module):
        self.module = ref(module)
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


modules = {}


def learn(file, variables):
    """A file of the script's begins: these are its global variables."""
    module = sys.modules.get(variables.get("__name__"))
    if type(module) is ModuleType and vars(module) is variables:
        modules[file] = Module(module)


def tell(actor):
    """Tells what of them is another than it was; whether anything that was known before is."""
    changed = False
    try:
        for file, module in list(modules.items()):
            variables = module.look_again(file)
            for variable in module.candidates:
                for called, value in looks(file, variable, variables.get(variable)):
                    changed |= tell_one(actor, called, values.shown(value))
    except Exception as error:
        faults.swallow(error)  # another thread has changed something meanwhile
    return changed


def tell_one(actor, called, said):
    before = told.get(called)
    if before == said or before is None and len(told) >= MOST:
        return False
    told[called] = said
    actor.tells_what_it_ran()
    actor.line.tell(actor.identity, "fact", {"key": "shared " + called, "value": said, "source": "demo"})
    return before is not None


def is_candidate(file, variable, value):
    """Whether a global variable may be one that is shared."""
    if variable[:2] == "__":
        return False
    if variable in file.assigned or values.is_own(type(value)):
        return True
    return variable in file.used and type(value) in CONTAINERS


def looks(file, variable, value):
    """What there is to tell of a variable: its name and value, or those of its attributes."""
    kind = type(value)
    if variable in file.assigned and (kind in values.SIMPLE or kind in CONTAINERS):
        yield name(variable), value
    elif kind in CONTAINERS:
        if values.is_plain(value):
            yield name(variable), value
    elif values.is_own(kind):
        for attribute, of_it in values.attributes(value):
            if values.is_plain(of_it):
                yield name(variable + "." + attribute), of_it


def after_fork():
    """A new process has memory of its own, and tells of it itself."""
    told.clear()
