"""What several actors can change: the script's global variables that its functions assign or look into, and the attributes of its
own objects among them. Told when there is somebody to share them with.

Never knows who has changed them.
"""

from . import run, values
from .actor import Numbers
from .line import name

MOST = 40
# What holds other values, and can be changed.
CONTAINERS = (list, dict, set, bytearray)

# What was told in this process, by name.
told = {}


class Module:
    """The global variables of one of the script's files, and which of them to look at."""

    def __init__(self):
        self.count = -1
        self.candidates = ()


modules = {}


def tell(actor, file, variables):
    """Tells what of them is another than it was. `variables`: the globals of the code that stands, in this file."""
    if not (Numbers.threads or Numbers.children or "/" in actor.identity):
        return
    module = modules.get(file)
    if module is None:
        module = modules[file] = Module()
    if module.count != len(variables):
        module.count = len(variables)
        module.candidates = [each for each in list(variables) if is_candidate(file, each, variables.get(each))]
    for variable in module.candidates:
        for called, value in looks(file, variable, variables.get(variable)):
            said = values.shown(value)
            if told.get(called) != said and (called in told or len(told) < MOST):
                told[called] = said
                process = actor.identity.partition(".")[0]
                fields = {"key": "shared " + called, "value": said, "source": "demo"}
                actor.line.tell(process, "fact", fields)


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
