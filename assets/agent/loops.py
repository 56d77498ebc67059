"""Which functions loop without calling anything, and which of them run nothing but themselves: what runs in one is known by its source.

    adds(n)      counts, compares, loops over a range    ─▶ alone
    each(items)  loops over whatever that is             ─▶ alone, where that is a list or the like
    reads(queue) calls, or divides under `try`           ─▶ not alone
Never knows where the marks are, nor who runs.
"""

import _ast
import sys

LOOPS = (_ast.For, _ast.While)
# What may run other code, and what is left in the middle.
CALLS = (_ast.Call, _ast.Await, _ast.Yield, _ast.YieldFrom, _ast.With, _ast.AsyncWith, _ast.AsyncFor)
# What has a code of its own.
SCOPES = (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.ClassDef, _ast.Lambda)
# What may run code that isn't the function's own, may be left in the middle, or keeps an exception.
OTHERS = (
    _ast.Call, _ast.Await, _ast.Yield, _ast.YieldFrom, _ast.With, _ast.AsyncWith, _ast.AsyncFor, _ast.Raise, _ast.Try, _ast.Import,
    _ast.ImportFrom, _ast.Starred, _ast.In, _ast.NotIn, _ast.FunctionDef, _ast.AsyncFunctionDef, _ast.ClassDef, _ast.Lambda,
    _ast.GeneratorExp, _ast.JoinedStr,
)  # fmt: skip
# What such methods do is done by calling them, or when a module is left.
CALLED = {"__init__", "__new__", "__repr__", "__str__", "__enter__", "__exit__", "__doc__", "__slots__", "__module__", "__match_args__"}
DECORATORS = {"staticmethod", "classmethod"}
# What is gone through without running anything.
PLAIN = {range, list, tuple, set, frozenset, dict, str, bytes, bytearray}


def call_nothing(function):
    """Whether a function has a loop, and none that calls."""
    found, waiting = False, [(each, False) for each in function.body]
    while waiting:
        node, inside = waiting.pop()
        if inside and isinstance(node, CALLS):
            return False
        if isinstance(node, SCOPES):
            continue
        begins = isinstance(node, LOOPS)
        found = found or begins
        for field in node._fields:
            inner = getattr(node, field, None)
            # What a `for` goes through is made once.
            again = inside or begins and field != "iter"
            waiting += [(each, again) for each in (inner if isinstance(inner, list) else [inner]) if isinstance(each, _ast.AST)]
    return found


class Alone:
    """What must be so when such a function is called: its arguments of these names are plain, and `range` is Python's."""

    def __init__(self, looped, ranges):
        self.looped, self.ranges = looped, ranges

    def holds(self, frame):
        variables = frame.f_locals
        if any(type(variables.get(each)) not in PLAIN for each in self.looped):
            return False
        return not self.ranges or "range" not in frame.f_globals and vars(sys.modules["builtins"]).get("range") is range


def alone(function):
    """What must be so for a function to run nothing but itself; None: it may run others all the same."""
    arguments = {each.arg for each in (*function.args.posonlyargs, *function.args.args)}
    looped, ranges, stored = set(), False, set()
    waiting = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, OTHERS) or type(node).__name__ in ("TryStar", "Match"):
            return None
        if isinstance(node, _ast.Name) and not isinstance(node.ctx, _ast.Load):
            stored.add(node.id)
        # To take something apart is to loop over it.
        if isinstance(node, (_ast.Tuple, _ast.List)) and isinstance(node.ctx, _ast.Store):
            return None
        inner = {field: getattr(node, field, None) for field in node._fields}
        if isinstance(node, (_ast.For, _ast.comprehension)):
            over = inner.pop("iter")
            if isinstance(over, _ast.Call) and isinstance(over.func, _ast.Name) and over.func.id == "range" and not over.keywords:
                ranges = True
                waiting += over.args
            elif isinstance(over, _ast.Name) and over.id in arguments:
                looped.add(over.id)
            elif isinstance(over, (_ast.Tuple, _ast.List)):
                waiting += over.elts
            else:
                return None
        for value in inner.values():
            waiting += [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, _ast.AST)]
    return None if looped & stored else Alone(looped, ranges)


def is_overloaded(node):
    """Whether a class gives its objects code that runs where nothing is called: operators, properties, a last word."""
    for each in node.body:
        if isinstance(each, _ast.FunctionDef):
            named = {getattr(decorator, "id", None) for decorator in each.decorator_list}
            if is_special(each.name) or named - DECORATORS:
                return True
        elif isinstance(each, _ast.Assign) and any(isinstance(target, _ast.Name) and is_special(target.id) for target in each.targets):
            return True
    return False


def is_special(name):
    return name[:2] == "__" == name[-2:] and name not in CALLED
