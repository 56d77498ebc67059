"""Which functions loop without calling anything: what runs in one of them is known by its source.

Never knows where the marks are, nor who runs.
"""

import _ast

LOOPS = (_ast.For, _ast.While)
# What may run other code, and what is left in the middle.
CALLS = (_ast.Call, _ast.Await, _ast.Yield, _ast.YieldFrom, _ast.With, _ast.AsyncWith, _ast.AsyncFor)
# What has a code of its own.
SCOPES = (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.ClassDef, _ast.Lambda)


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
