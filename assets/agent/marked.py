"""What is told at a mark beside the mark itself: a comment, which Python passes over. Two blanks stand between what is told.

    #: store  counter=c          a fact: its key, and what it is
    #: -  put ready=name         nobody stands there, but it is told: that something was put into a queue, or `get` out of one
    #: fill  look memory         what there is to see of a thing: see `looks`
    #: work  {task.name}="runs"  what stands in braces is filled in

What a fact is may be a constant, a variable, what is in it (attributes, items), a text with such in it (`f"{n} of {all}"`), how long it is
(`len(found)`), or one of two by a variable: `1 if failed else 2`. None of the script's code is run for it. What isn't there, or can't be seen so, isn't told. Never knows what a fact is for.
"""

import _ast

from . import expressions, faults, looks, names, suspended, values
from .unwarned import compiled

ONLY_AST = 0x400
# A mark of this name is none.
NO_MARK = "-"
VERBS = "put", "get"
LOOK = "look "


class Fact:
    """Something to tell: its key in pieces, of which each other one is an expression, and what it is; or a thing to look at."""

    __slots__ = "key", "value", "verb"

    def __init__(self, words):
        if words.startswith(LOOK):
            self.verb, _, self.key = words.partition(" ")
            self.value = None if self.key in looks.PROCESS else node_of(self.key)
            return
        key, _, value = words.partition("=")
        self.verb, _, rest = key.partition(" ")
        if self.verb in VERBS:
            key = rest
        else:
            self.verb = ""
        pieces = key.replace("}", "{").split("{")
        self.key = [node_of(piece) if at % 2 else piece for at, piece in enumerate(pieces)]
        self.value = node_of(value)


def node_of(expression):
    return compiled(expression.strip() or '""', "<agent>", ONLY_AST).body[0].value


def name_and_facts(mark):
    """A mark's name, or nothing, and what is told there."""
    name, *facts = mark.decode("utf-8", "replace").split("  ")
    found = []
    for words in facts:
        if "=" in words or words.startswith(LOOK):
            try:
                found.append(Fact(words.strip()))
            except (SyntaxError, ValueError, IndexError, AttributeError):
                continue
    name = name.split()[0]
    return "" if name == NO_MARK else name, found


def next(actor, does):
    """Tells what a thread of a lesson does next. What a lesson has to say of it, it says itself."""
    if ".t" in actor.identity and actor.facts.get("next") != does:
        actor.facts["next"] = does
        actor.knows("next", does)


def tell(actor, frame, facts):
    """Tells what is known at a mark, where that is another than it was."""
    look = expressions.Look(frame, lambda look, call: None)
    for fact in facts:
        if fact.verb == "look":
            seen = None if fact.value is None else look.see(fact.value)
            looks.tell(actor, fact.key, None if seen is None else seen.value)
            continue
        try:
            value = said(look, fact.value)
            key = [said(look, piece) if at % 2 else piece for at, piece in enumerate(fact.key)]
        except LookupError:
            continue
        except Exception as error:
            faults.swallow(error)  # another thread has changed something meanwhile
            continue
        key = "".join(key)
        if fact.verb == "put":
            actor.tell("message", **{"from": actor.identity}, to=key, verb="put", value=value)
        elif fact.verb == "get":
            actor.tell("message", **{"from": key}, to=actor.identity, verb="get", value=value)
        elif actor.facts.get(key) != value:
            actor.facts[key] = value
            actor.fact(key, value)


def said(look, node):
    """What an expression comes to, in words. Raises LookupError: that can't be seen."""
    if type(node) is _ast.IfExp:
        test = look.see(node.test)
        if test is None or test.value is expressions.NOTHING:
            raise LookupError(node)
        is_so = test.value is not None and (test.kind not in values.SIMPLE or bool(test.value))
        return said(look, node.body if is_so else node.orelse)
    if type(node) is _ast.JoinedStr:
        return "".join(said(look, piece.value if type(piece) is _ast.FormattedValue else piece) for piece in node.values)
    is_length = type(node) is _ast.Call and getattr(node.func, "id", "") == "len" and len(node.args) == 1
    seen = look.see(node.args[0] if is_length else node)
    if seen is None or seen.value is expressions.NOTHING or is_length and seen.kind not in values.CONTAINERS:
        raise LookupError(node)
    return word(len(seen.value) if is_length else seen.value)


def word(value):
    """What a value is called in a fact: a text is itself, a coroutine has a name, and of several each is called."""
    kind = type(value)
    if kind is str:
        return value
    if kind is float:
        return "%.2f" % value
    if kind in suspended.TYPES:
        frame = suspended.frame_of(value)
        return (None if frame is None else names.of_lesson(frame.f_code.co_name, 0, frame.f_locals)) or values.shown(value)
    if kind is list and value and all(type(each) in suspended.TYPES for each in value):
        return ", ".join(map(word, value))
    return values.shown(value)
