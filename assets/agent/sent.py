"""What comes into a generator by `send`, and what an asynchronous one gives: neither can be seen from outside. So each `yield E` of the
script's own code is compiled as `CAME @ (yield E)`, its place in the source kept. `CAME` is a constant of the code: no variable, no name.

    source ─▶ tree ─▶ each `yield` marked by a text ─▶ code ─▶ that text's place among the constants is given to who listens
That is the only thing that is rewritten. Never knows who generates.
"""

import _ast

# What no program has among its constants.
CAME, GIVES = "\0came\0concurrium", "\0gives\0concurrium"


def compiled(source, filename, listeners):
    """A program's code. `listeners`: what stands for `CAME` and for `GIVES`; each has `__matmul__`, which gives back what it is given."""
    if b"yield" in source:
        tree = compile(source, filename, "exec", _ast.PyCF_ONLY_AST, dont_inherit=True)
        if mark(tree):
            return listened_to(compile(tree, filename, "exec", dont_inherit=True), listeners)
    return compile(source, filename, "exec", dont_inherit=True)


def mark(tree):
    """Marks each `yield`; whether there is one."""
    found, waiting = False, [(tree, False)]
    while waiting:
        node, in_async = waiting.pop()
        if isinstance(node, (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.Lambda)):
            in_async = isinstance(node, _ast.AsyncFunctionDef)
        for field in node._fields:
            inner = getattr(node, field, None)
            if isinstance(inner, list):
                for at, each in enumerate(inner):
                    if isinstance(each, _ast.AST):
                        waiting.append((each, in_async))
                        if isinstance(each, _ast.Yield):
                            inner[at], found = marked(each, in_async), True
            elif isinstance(inner, _ast.AST):
                waiting.append((inner, in_async))
                if isinstance(inner, _ast.Yield):
                    setattr(node, field, marked(inner, in_async))
                    found = True
    return found


def marked(node, in_async):
    """`CAME @ (yield E)`; in an asynchronous generator `CAME @ (yield GIVES @ E)`."""
    if in_async:
        node.value = through(GIVES, node.value or at(node, _ast.Constant(value=None)))
    return through(CAME, node)


def through(text, node):
    return at(node, _ast.BinOp(left=at(node, _ast.Constant(value=text)), op=_ast.MatMult(), right=node))


def at(place, node):
    """A new node where another one stands."""
    for name in "lineno", "col_offset", "end_lineno", "end_col_offset":
        setattr(node, name, getattr(place, name))
    return node


def listened_to(code, listeners):
    """The same code, and who listens in the place of the texts."""
    constants = tuple(
        listened_to(each, listeners) if type(each) is type(code) else listeners.get(each, each) if type(each) is str else each
        for each in code.co_consts
    )
    return code.replace(co_consts=constants) if constants != code.co_consts else code
