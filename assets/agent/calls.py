"""Which of the library's calls the statement makes before which an actor stands, and what each means here: told with its line.

    with then:   ─▶ a lock is entered: `b` ─▶ it is held, by two
Facts alone: what is called is looked up, and the thing it is called on, and none of the script's code runs for it.
Never knows how it is worded.
"""

import _ast
import posix

from . import expressions, faults, library, meanings, names, values
from .line import name as shortened

# So many are told of a statement.
MOST = 3
# Of a function that makes a generator or a coroutine when it is called.
GENERATOR, COROUTINE, ASYNC_GENERATOR = 0x20, 0x80, 0x200
# What a loop does each time it goes round: what it goes over was made the first time.
EACH_TURN = "for_next", "async_for"


def tell(actor, file, statement, frame, goes_round=False):
    """What is to be told of a statement's calls; None: nothing. `goes_round`: it is the head of a `for` that has had a turn."""
    uses = file.uses.get(statement)
    if uses and goes_round:
        uses = [use for use in uses if use.how in EACH_TURN]
    if not uses:
        return None
    try:
        return found(actor, uses, frame)
    except Exception as error:
        faults.swallow(error)  # another thread has changed something meanwhile
        return None


def found(actor, uses, frame):
    look, told, awaited = expressions.Look(frame, gives), [], {id(use.node.value) for use in uses if use.how == "await"}
    # What a call means is told as it is now: not behind a call that may have changed it before.
    before, opaque = set(), False
    for use in uses:
        look.at(use)
        said = does(look, use, awaited)
        if said is None:
            opaque = opaque or use.how == "call" and runs_the_scripts(look, use.node)
            continue
        call, thing, on = said
        entry = {"call": call}
        if on:
            entry["on"] = shortened(on)
        if not (opaque or use.each or id(thing) in before):
            entry.update(meanings.of(call, actor, thing, use.node, look) or {})
        before.add(id(thing))
        if entry not in told:
            told.append(entry)
        if len(told) == MOST:
            break
    return told or None


def runs_the_scripts(look, node):
    """Whether a call may run code of the script's."""
    seen = look.see(node.func)
    return seen is None or seen.value is expressions.NOTHING or not isinstance(seen.value, (type(len), type))


def does(look, use, awaited):
    """What a use is: the call, the thing that it is made on, and what that is called; None: nothing that is told of."""
    node = use.node
    if use.how == "for_next":
        return is_gone_through(look, node)
    if use.how in ("yield", "yield_from", "async_for", "endless"):
        return use.how, None, None
    if use.how == "await":
        # What is awaited by a call that is told of is told by that.
        inner = node.value
        told = isinstance(inner, _ast.Call) and called(look, inner)
        return None if told and told[0] != "coro_made" else ("await", None, expressions.text(inner))
    if use.how == "set":
        seen = look.see(node.value)
        daemon = seen is not None and node.attr == "daemon" and library.method(seen.kind, "start") in ("thread_start", "process_start")
        return ("daemon", None, expressions.text(node.value)) if daemon else None
    if use.how in ("with", "async_with"):
        seen = look.see(node)
        if seen is not None:
            kind = library.entering(seen.kind)
            return None if kind is None else (kind, seen.value, title(seen, node))
        said = called(look, node) if isinstance(node, _ast.Call) else None
        return (library.ENTERED[said[0]], None, None) if said and said[0] in library.ENTERED else None
    said = called(look, node)
    if said is not None and said[0] == "coro_made" and id(node) in awaited:
        return None
    return said


def is_gone_through(look, node):
    """A `for` goes over this: what is told of it, if it is a generator."""
    if isinstance(node, _ast.Call):
        said = called(look, node)
        return ("for_next", None, said[2]) if said is not None and said[0] == "gen_made" else None
    seen = look.see(node)
    is_generator = seen is not None and seen.kind is library.GENERATOR_TYPE
    return ("for_next", None, expressions.text(node)) if is_generator else None


def called(look, node):
    """What a call is."""
    function = node.func
    if isinstance(function, _ast.Attribute):
        of = look.see(function.value)
        if of is not None and not isinstance(of.value, (type(posix), type)):
            kind = library.method(of.kind, function.attr)
            if kind is not None:
                return kind, of.value, title(of, function.value)
    seen = look.see(function)
    if seen is None or seen.value is expressions.NOTHING:
        return None
    name = library.called(seen.value)
    if name in library.FUNCTIONS:
        kind = library.FUNCTIONS[name]
        first = look.see(node.args[0]) if node.args else None
        if kind == "next":
            is_generator = first is not None and first.kind is library.GENERATOR_TYPE
            return ("gen_next", first.value, expressions.text(node.args[0])) if is_generator else None
        return kind, None, expressions.text(node.args[0]) if node.args else None
    if isinstance(seen.value, type):
        kind = library.making(seen.value)
        return None if kind is None else (kind, None, None)
    code = getattr(seen.value, "__code__", None) if type(seen.value) is type(called) else None
    if code is not None and code.co_flags & (GENERATOR | COROUTINE | ASYNC_GENERATOR):
        return "coro_made" if code.co_flags & COROUTINE else "gen_made", None, expressions.text(function)
    return None


def title(seen, node):
    """What a thing is called: as it is everywhere, or as it is here."""
    known = names.given.get(id(seen.value))
    if known is not None and known.thing() is seen.value and known.name:
        return known.name
    return expressions.text(node)


def gives(look, node):
    """What comes of a call, as far as that is known."""
    if isinstance(node.func, _ast.Attribute) and node.func.attr == "get_lock":
        of = look.see(node.func.value)
        lock = dict(values.attributes(of.value)).get("_lock") if of is not None else None
        return None if lock is None or library.entering(type(lock)) is None else expressions.Seen(lock)
    said = called(look, node)
    if said is None:
        return None
    seen = look.see(node.func)
    if seen is not None and seen.value is not expressions.NOTHING and issubclass(seen.kind, type):
        return expressions.Seen(kind=seen.value)
    kind = library.class_of(library.GIVES[said[0]]) if said[0] in library.GIVES else None
    return None if kind is None else expressions.Seen(kind=kind)
