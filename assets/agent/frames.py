"""By which calls an actor has come to its line, and what their variables are: told as what is another than at its last line.

Of a call nothing is kept but its number and the words that were told: what the script has dropped is gone.

    depth   1  2  3 … 49 │ 50 … 999 │ 1000      the outermost calls and the innermost are told,
            told         │ left out │ told      and how many lie between them
Never knows who is told.
"""

from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType

from . import names, steps, values
from .line import name

# So many calls are told, and so many variables of each.
MOST_CALLS = 50
MOST_LOCALS = 40
# What the values in one line may take.
MOST_TEXT = 20_000

# What only makes names is no variable to a reader.
NAMES = ModuleType, FunctionType, BuiltinFunctionType, MethodType


class Call:
    """One of the script's calls. `depth`: how many there are up to it, as soon as it has been told."""

    __slots__ = ("depth",)

    def __init__(self):
        self.depth = 0


class Told:
    """What was told of a call."""

    __slots__ = "call", "line", "locals"

    def __init__(self, call, line, variables):
        self.call, self.line, self.locals = call, line, variables


class Room:
    """How much more the values of a line may take. What isn't plain is escaped, and takes more."""

    def __init__(self):
        self.left = MOST_TEXT

    def take(self, text):
        self.left -= len(text) if text.isascii() else 6 * len(text)
        return self.left >= 0


class Stack:
    """What was told of an actor's calls, the outermost first."""

    def __init__(self, outermost=None):
        self.told = []
        # The call of a generator's, outside which its calls aren't its own.
        self.outermost = outermost

    def changes(self, frame, line):
        """What is another now that the innermost call stands before a line; None: nothing."""
        inner, at, keeps, depth, room = [], frame, 0, 0, Room()
        while at is not None:
            file, call = steps.of(at.f_code.co_filename), None
            if file is not None:
                call = at.f_trace if issubclass(type(at.f_trace), Call) else None
                known = self.known(call)
                if known is not None:
                    keeps, depth = known, call.depth
                    break
                inner.append((at, call, file))
            is_outermost = call is not None and call is self.outermost
            at = None if is_outermost else names.outside(at)
        last = self.told[keeps - 1] if keeps else None
        if at is frame and last.call is call:
            return self.another(frame, line, keeps, room)
        if at is frame:
            inner.append((at, call, file))
            depth -= 1
        elif last is not None and last.call is call and last.line != file.statement(at.f_lineno):
            inner.append((at, call, file))
            keeps, depth = keeps - 1, depth - 1
        return self.anew(inner, line, keeps, depth, room)

    def is_at(self, call, line):
        """Whether the innermost call is this one and was told to be before this line."""
        last = self.told[-1] if self.told else None
        return last is not None and last.call is call and last.line == line

    def is_in_another(self, call):
        """Whether another call than this one was told to be the innermost."""
        return bool(self.told) and self.told[-1].call is not call

    def known(self, call):
        """How many of the calls that were told go on, where this one does; None: it wasn't told, or it is none of ours."""
        if call is None or not call.depth:
            return None
        told, depth = self.told, call.depth
        if depth <= len(told) and told[depth - 1].call is call:
            return depth
        if len(told) == MOST_CALLS and depth >= MOST_CALLS:
            return MOST_CALLS if told[-1].call is call else MOST_CALLS - 1
        return None

    def another(self, frame, line, keeps, room):
        """The innermost call is the one that it was, or one of those outside it."""
        is_over = keeps < len(self.told)
        del self.told[keeps:]
        last = self.told[-1]
        last.line = line
        changed, known = [], last.locals
        found = variables(frame)
        for variable, value in found.items():
            if known.get(variable) != value and room.take(variable + value):
                known[variable] = value
                changed.append([variable, value])
        for variable in [variable for variable in known if variable not in found]:
            del known[variable]
            changed.append([variable, None])
        if not changed and not is_over:
            return None
        said = {"keeps": keeps}
        if last.call.depth > keeps:
            said["left_out"] = last.call.depth - keeps
        if changed:
            said["locals"] = changed
        return said

    def anew(self, inner, line, keeps, depth, room):
        """Tells calls, the innermost being the first of these. `depth`: how many calls there are outside them."""
        whole = depth + len(inner)
        if whole > MOST_CALLS:
            keeps = min(keeps, MOST_CALLS - 1)
        del self.told[keeps:]
        calls = []
        for at, (frame, call, file) in enumerate(inner):
            if call is not None:
                call.depth = whole - at
            if at and whole - at >= MOST_CALLS:
                continue
            stands_at = file.statement(frame.f_lineno) if at else line
            told = Told(call, stands_at, {})
            for variable, value in variables(frame).items():
                if room.take(variable + value):
                    told.locals[variable] = value
            self.told.insert(keeps, told)
            said = {"function": name(frame.f_code.co_name), "line": stands_at}
            if file.name:
                said["file"] = file.name
            if told.locals:
                said["locals"] = [[variable, value] for variable, value in told.locals.items()]
            calls.append(said)
        calls.reverse()
        said = {"keeps": keeps, "calls": calls}
        if whole > MOST_CALLS:
            said["left_out"] = whole - MOST_CALLS
        return said


def variables(frame):
    """A call's variables, as they are told: by name what they look like."""
    found = {}
    for variable, value in list(values.variables_of(frame).items()):
        if variable[:2] == "__" or variable[:1] == ".":
            continue
        kind = type(value)
        if kind in NAMES or issubclass(kind, type):
            continue
        said = values.shown(value)
        # A thing that is called so itself needs no name besides.
        found[name(variable)] = said[: -len(variable) - 2] + ">" if said.endswith(" " + variable + ">") else said
        if len(found) == MOST_LOCALS:
            break
    return found
