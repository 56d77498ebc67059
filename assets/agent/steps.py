"""Which statement a line belongs to, which ones are passed without a step, and where the marks are: once a file.

A step is a statement: of `f(a,\\n b)` CPython reports the lines 1, 2, 1, and that is one step.
Never knows who runs it.
"""

import _ast
import sys

from . import expressions, loops, marked, run, stores
from .line import name as shortened
from .unwarned import compiled

ONLY_AST = 0x400
BODIES = ("body", "orelse", "finalbody", "handlers", "cases")
SCOPES = (_ast.FunctionDef, _ast.AsyncFunctionDef)
# What makes names at a module's margin, and is passed there.
DEFINITIONS = (_ast.Import, _ast.ImportFrom, _ast.ClassDef, *SCOPES)
LOOPS = (_ast.While,)
ROUNDS = (_ast.For, _ast.AsyncFor)
BLOCKS = (_ast.With, _ast.AsyncWith)
# What may catch an exception, or do something before it goes on.
GUARDS = (_ast.Try, *BLOCKS, *([_ast.TryStar] if hasattr(_ast, "TryStar") else []))

LONGEST = 100

known = {}
# The names of the attributes that its functions store into, of all files.
attributes = set()
# What the script's own code is: the files below these folders.
roots = []
NOT_OWN = ("/site-packages/", "/dist-packages/", "/lib/python")


class File:
    """A file of the script's."""

    def __init__(self, source, name=""):
        # What it is called, seen from the script's folder; nothing: it is the script.
        self.name = shortened(name)
        # Whether its text was told.
        self.is_told = False
        # The first line of the innermost statement that each line belongs to.
        self.first = {}
        self.sorted = None
        # The first lines of statements that are passed; of loops that may stand on one line; and of `with`, up to its last line.
        self.passed = set()
        self.loops = set()
        self.blocks = {}
        # The same of `for`: a mark on its head counts once a run of the loop.
        self.rounds = {}
        # What stands there, by the first line of a statement.
        self.lines = source.split(b"\n")
        # The first lines of what an exception goes through without being caught: `except`, and all in a `finally`.
        self.cleans_up = set()
        # Which global variables its functions assign, and which names they use at all; those that a loop gives another thing each
        # turn, and those of them that one at the margin does.
        self.assigned = set()
        self.each = set()
        self.turns = set()
        self.used = frozenset()
        # What each statement does, and what it stores into, by its first line.
        self.uses = {}
        self.stores = {}
        # The marks (`#: name`), by the first line of their statement; and what is told at them (`#: name  key=value`).
        self.marks = {}
        self.told = {}
        # From where to where functions that have a mark in them go, by the line that their code says it begins at.
        self.marked = set()
        # Functions that loop without calling anything, where there are marks, by the same line.
        self.looping = set()
        # Those of them that run nothing but themselves, each with what must be so for that; the lines at which an exception may be
        # caught, or held up; and whether there are classes whose objects run code where nothing is called.
        self.alone = {}
        self.guarded = set()
        self.overloads = False
        try:
            tree = compiled(source, "<agent>", ONLY_AST)
        except (SyntaxError, ValueError):
            return  # who imports it gets the error
        functions = list(self.statements(tree))
        self.find_marks(source, functions)
        if self.marks:
            looping = {first: node for first, _, node in functions if loops.call_nothing(node)}
            self.looping = set(looping)
            self.alone = {first: loops.alone(node) for first, node in looping.items()}

    def statements(self, tree):
        """Takes in every statement, the outer ones first; gives the functions."""
        waiting = [(tree, False)]
        while waiting:
            outer, inside = waiting.pop()
            for body in BODIES:
                for node in getattr(outer, body, None) or ():
                    first, last = begin_and_end(node)
                    for line in range(first, last + 1):
                        self.first[line] = first
                    if uses := expressions.uses_of(node):
                        self.uses.setdefault(first, []).extend(uses)
                    if targets := stores.targets_of(node):
                        self.stores.setdefault(first, []).extend(targets)
                        attributes.update(each.attr for each in targets if inside and isinstance(each, _ast.Attribute))
                    if isinstance(node, _ast.For):
                        given = {each.id for each in names_in(node.target) if isinstance(each, _ast.Name)}
                        self.each |= given
                        self.turns |= set() if inside else given
                    if is_passed(node, inside):
                        self.passed.add(first)
                    if isinstance(node, LOOPS):
                        self.loops.add(first)
                    if isinstance(node, ROUNDS):
                        self.rounds[first] = begin_and_end(node.body[-1])[1]
                    if isinstance(node, BLOCKS):
                        self.blocks[first] = last
                    if isinstance(node, GUARDS):
                        self.guarded.update(range(first, last + 1))
                    if isinstance(node, _ast.ClassDef):
                        self.overloads = self.overloads or loops.is_overloaded(node)
                    if isinstance(node, _ast.Global):
                        self.assigned.update(node.names)
                    if body == "handlers":
                        self.cleans_up.add(first)
                    elif body == "finalbody":
                        self.cleans_up.update(range(first, last + 1))
                    if isinstance(node, SCOPES):
                        yield first, last, node
                    waiting.append((node, inside or isinstance(node, SCOPES)))

    def statement(self, line):
        """The first line of the innermost statement that a line belongs to."""
        return self.first.get(line, line)

    def starts(self):
        """Where statements begin, from the top."""
        if self.sorted is None:
            self.sorted = sorted(set(self.first.values()))
        return self.sorted

    def learn(self, code):
        """Takes in which names its functions use; `code`: the module's own."""
        if self.used:
            return
        used, waiting = set(), [code]
        while waiting:
            inner = [each for each in waiting.pop().co_consts if type(each) is type(code)]
            used.update(*(each.co_names for each in inner))
            waiting += inner
        self.used = frozenset(used)

    def text(self, line):
        """What stands on a line, in a few words."""
        if line > len(self.lines):
            return ""
        return self.lines[line - 1].decode("utf-8", "replace").strip()[:LONGEST]

    def does(self, line):
        """What a statement does, in a lesson's words: its code. Of `with a:`, that it takes `a`."""
        text = self.text(line).partition("#:")[0].rstrip()
        if line in self.blocks and text[:5] == "with " and text[-1:] == ":":
            return text[5:-1] + ".acquire()"
        return text

    def find_marks(self, source, functions):
        for number, line in enumerate(source.split(b"\n"), 1):
            _, found, mark = line.partition(b"#: ")
            if found and mark.split():
                first = self.first.get(number, number)
                name, told = marked.name_and_facts(mark)
                if name:
                    self.marks[first] = name
                    if run.lesson:
                        self.passed.discard(first)  # a definition, too, once it has a mark
                if told:
                    self.told[first] = told
        for first, last, _ in functions:
            if any(first <= line <= last for line in (*self.marks, *self.told)):
                self.marked.add(first)


def names_in(node):
    """What a loop gives values to."""
    yield node
    for inner in getattr(node, "elts", ()):
        yield from names_in(inner)


def begin_and_end(node):
    """A statement's first and last line, with its decorators."""
    if not hasattr(node, "lineno"):  # a `case`
        return node.pattern.lineno, node.body[-1].end_lineno
    decorators = [decorator.lineno for decorator in getattr(node, "decorator_list", ())]
    return min([node.lineno, *decorators]), node.end_lineno


def is_passed(node, inside):
    """Whether a statement is gone past without standing: what makes names at a module's margin, and what does nothing."""
    if isinstance(node, DEFINITIONS):
        return not inside
    return isinstance(node, _ast.Expr) and isinstance(node.value, _ast.Constant)


def of(filename):
    """What is known about a file; None for one that isn't the script's own."""
    try:
        return known[filename]
    except KeyError:
        found = known[filename] = run.takes(look, filename)
        return found


def named(filename):
    """What a file is called, seen from the script's folder."""
    for root in roots:
        if filename.startswith(root):
            return filename[len(root) :]
    return filename


def look(filename):
    if not any(filename.startswith(root) for root in roots):
        return None
    if filename.startswith(run.folder) or any(part in filename for part in NOT_OWN) or filename.startswith(sys.prefix + "/lib/"):
        return None
    try:
        with open(filename, "rb") as file:
            return File(file.read(), named(filename))
    except OSError:
        return None
