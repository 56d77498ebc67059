"""What a statement calls, enters, awaits: found in its source once a file; and what such an expression is, as far as that can be seen
without running any of the script's code.

    threads[0].join()  ─▶  variables: threads ─▶ its first item ─▶ the attribute `join` of what that is
Never knows what a call does.
"""

import _ast
import sys
from types import ModuleType

from . import values

NESTED = {"body", "orelse", "finalbody", "handlers", "cases", "decorator_list"}
SCOPES = (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.ClassDef, _ast.Lambda)
COMPREHENSIONS = (_ast.ListComp, _ast.SetComp, _ast.DictComp, _ast.GeneratorExp)
YIELDS = {_ast.Yield: "yield", _ast.YieldFrom: "yield_from", _ast.Await: "await"}
SEQUENCES = (list, tuple)
MOST = 8

NOTHING = object()


class Use:
    """Something that a statement does: `call`, `with`, `await`, `yield`, `for_next`. `each`: by which names of a comprehension, and of what."""

    __slots__ = "how", "node", "each"

    def __init__(self, how, node, each):
        self.how, self.node, self.each = how, node, each


def uses_of(statement):
    """What a statement itself does, the inner calls first; not what those in it do."""
    found = []
    if isinstance(statement, SCOPES):
        return found
    if isinstance(statement, _ast.While) and is_endless(statement):
        found.append(Use("endless", statement, ()))
    if isinstance(statement, _ast.AsyncFor):
        found.append(Use("async_for", statement.iter, ()))
    for field in statement._fields:
        if field not in NESTED:
            collect(getattr(statement, field, None), found, ())
    if isinstance(statement, (_ast.With, _ast.AsyncWith)):
        how = "with" if isinstance(statement, _ast.With) else "async_with"
        found.extend(Use(how, item.context_expr, ()) for item in statement.items)
    if isinstance(statement, _ast.Assign):
        for target in statement.targets:
            if isinstance(target, _ast.Attribute):
                found.append(Use("set", target, ()))
    found = found[:MOST]
    if isinstance(statement, _ast.For):
        found.append(Use("for_next", statement.iter, ()))
    return found


def is_endless(loop):
    """Whether a loop is `while True: pass` on one line: up to 3.11 nobody can be made to stand in it."""
    does_nothing = all(isinstance(each, _ast.Pass) or isinstance(each, _ast.Expr) and isinstance(each.value, _ast.Constant) for each in loop.body)
    return isinstance(loop.test, _ast.Constant) and bool(loop.test.value) and does_nothing and loop.lineno == loop.end_lineno


def collect(node, found, each):
    if isinstance(node, list):
        for inner in node:
            collect(inner, found, each)
        return
    if not isinstance(node, _ast.AST) or isinstance(node, SCOPES):
        return
    if isinstance(node, COMPREHENSIONS):
        each = (*each, *((part.target.id, part.iter) for part in node.generators if isinstance(part.target, _ast.Name)))
    for field in node._fields:
        collect(getattr(node, field, None), found, each)
    if isinstance(node, _ast.Call):
        found.append(Use("call", node, each))
    elif type(node) in YIELDS:
        found.append(Use(YIELDS[type(node)], node, each))


class Seen:
    """What an expression is: a value, or, where it hasn't been made yet, only its type."""

    __slots__ = "value", "kind"

    def __init__(self, value=NOTHING, kind=None):
        self.value = value
        self.kind = type(value) if value is not NOTHING else kind


class Look:
    """How a frame's expressions are looked at. `gives`: what comes of a call, as far as that is known."""

    def __init__(self, frame, gives):
        self.locals, self.globals, self.gives = frame.f_locals, frame.f_globals, gives
        self.each = {}

    def at(self, use):
        """What the expression of a use is, the names of a comprehension being those of its first item."""
        for name, items in use.each:
            seen = self.see(items)
            if seen is not None and type(seen.value) in SEQUENCES and seen.value:
                self.each[name] = seen.value[0]

    def see(self, node):
        """What an expression is; None: that can't be seen."""
        kind = type(node)
        if kind is _ast.Name:
            return self.variable(node.id)
        if kind is _ast.Constant:
            return Seen(node.value)
        if kind is _ast.Attribute:
            of = self.see(node.value)
            return None if of is None else attribute(of, node.attr)
        if kind is _ast.Subscript:
            return self.item(node)
        if kind is _ast.Call:
            return self.gives(self, node)
        if kind is _ast.UnaryOp and isinstance(node.op, _ast.USub):
            seen = self.see(node.operand)
            return Seen(-seen.value) if seen is not None and seen.kind is int else None
        if kind is _ast.NamedExpr:
            return self.see(node.value)
        return None

    def variable(self, name):
        for names in self.each, self.locals, self.globals:
            value = names.get(name, NOTHING)
            if value is not NOTHING:
                return Seen(value)
        value = vars(sys.modules["builtins"]).get(name, NOTHING)
        return None if value is NOTHING else Seen(value)

    def item(self, node):
        of = self.see(node.value)
        at = self.see(getattr(node.slice, "value", None) if type(node.slice).__name__ == "Index" else node.slice)
        if of is None or at is None:
            return None
        try:
            if (of.kind in SEQUENCES or values.is_deque(of.kind)) and at.kind is int:
                return Seen(of.value[at.value])
            if of.kind is dict and at.kind in (int, str) and all(map(values.plain, of.value)):
                return Seen(of.value[at.value])
        except (LookupError, RuntimeError):
            pass
        return None


def attribute(of, name):
    """An attribute, as a thing or its class keeps it."""
    if of.value is NOTHING:
        return None
    if of.kind is ModuleType:
        value = vars(of.value).get(name, NOTHING)
        return None if value is NOTHING else Seen(value)
    classes = values.mro_of(of.value) if issubclass(of.kind, type) else values.mro_of(of.kind)
    if not issubclass(of.kind, type):
        for key, value in values.attributes(of.value):
            if key == name:
                return Seen(value)
    for each in classes:
        value = values.dict_of(each).get(name, NOTHING)
        if value is not NOTHING:
            # What is made when one asks for it can't be seen; a class, a number, a lock can.
            return None if hasattr(type(value), "__get__") else Seen(value)
    return None


def text(node):
    """A short expression, as it stands in the source."""
    kind = type(node)
    if kind is _ast.Name:
        return node.id
    if kind is _ast.Attribute:
        return text(node.value) + "." + node.attr
    if kind is _ast.Constant:
        return values.shown(node.value)
    if kind is _ast.Subscript:
        return text(node.value) + "[" + text(getattr(node.slice, "value", node.slice)) + "]"
    if kind is _ast.Call:
        return text(node.func) + "(…)" if node.args or node.keywords else text(node.func) + "()"
    return "…"
