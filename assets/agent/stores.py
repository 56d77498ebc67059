"""Which shared things a statement stores into: found in its source once a file, and looked up when it has been run. A store is an event,
whatever its value: the write that loses an update may well write what is there already.

    counter = x + 1   ─▶  counter          dst.balance = n   ─▶  the object that dst is  ─▶  b.balance
Never knows what was there before.
"""

import _ast

from . import expressions, faults, shared, values
from .line import name


def targets_of(statement):
    """What a statement stores into, that others may see: names, attributes, items."""
    if isinstance(statement, _ast.Assign):
        waiting = list(statement.targets)
    elif isinstance(statement, _ast.AugAssign) or isinstance(statement, _ast.AnnAssign) and statement.value is not None:
        waiting = [statement.target]
    else:
        return []
    found = []
    while waiting:
        target = waiting.pop(0)
        if isinstance(target, (_ast.Tuple, _ast.List)):
            waiting[:0] = target.elts
        elif isinstance(target, (_ast.Name, _ast.Attribute, _ast.Subscript)):
            found.append(target)
    return found


def into(targets, frame):
    """What those are that are shared, by the names that they are told under."""
    try:
        return list(find(targets, frame))
    except Exception as error:
        faults.swallow(error)  # another thread has changed something meanwhile
        return ()


def find(targets, frame):
    code = frame.f_code
    look, known = None, None
    for target in targets:
        if isinstance(target, _ast.Name):
            if code.co_name == "<module>" or target.id in code.co_names and target.id not in code.co_varnames:
                yield name(target.id)
            continue
        if look is None:
            look = expressions.Look(frame, lambda *_: None)
            known = {id(value): called for called, value in parts()}
        seen = look.see(target.value)
        called = None if seen is None or seen.value is expressions.NOTHING else known.get(id(seen.value))
        if called is not None:
            yield name(called + ("." + target.attr if isinstance(target, _ast.Attribute) else ""))


def parts():
    """All that may be stored into, with its name: the things that are looked at, and the objects in them."""
    for called, value in list(shared.things()):
        yield called, value
        yield from inside(called, value, 0)


def inside(called, value, depth):
    kind = type(value)
    if depth > shared.DEEPEST:
        return
    if kind in shared.SEQUENCES:
        keys = value if kind is dict else range(len(value))
        for key, of_it in zip(list(keys), shared.first(value)):
            if values.is_own(type(of_it)) and values.plain(key):
                part = "%s[%s]" % (called, values.shown(key))
                yield part, of_it
                yield from inside(part, of_it, depth + 1)
    elif values.is_own(kind) and not issubclass(kind, type):
        for attribute, of_it in values.attributes(value):
            if values.is_own(type(of_it)) or type(of_it) in shared.CONTAINERS:
                part = called + "." + attribute
                yield part, of_it
                yield from inside(part, of_it, depth + 1)
