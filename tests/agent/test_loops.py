"""Which functions loop without calling anything."""

import _ast
import sys
import unittest

from agent import loops, unwarned


def call_nothing(source):
    tree = unwarned.compiled(source.encode(), "a.py", 0x400)
    return loops.call_nothing(next(each for each in tree.body if isinstance(each, _ast.FunctionDef)))


class Loops(unittest.TestCase):
    def test_what_a_loop_goes_through_may_be_called(self):
        self.assertTrue(call_nothing("def f(n):\n    print(n)\n    for i in range(n):\n        n -= i\n    return str(n)\n"))
        self.assertTrue(call_nothing("def f(n):\n    while n:\n        n -= 1\n"))

    def test_a_call_in_any_loop_or_in_its_condition_counts(self):
        self.assertFalse(call_nothing("def f(n):\n    while n:\n        n -= 1\n    for i in n:\n        if i:\n            g(i)\n"))
        self.assertFalse(call_nothing("def f(n):\n    while g(n):\n        n -= 1\n"))
        self.assertFalse(call_nothing("def f(n):\n    while n:\n        for i in g(n):\n            n -= 1\n"))
        self.assertFalse(call_nothing("def f(lock):\n    while 1:\n        with lock:\n            pass\n"))

    def test_no_loop_is_none_and_what_is_defined_inside_is_anothers(self):
        self.assertFalse(call_nothing("def f(n):\n    return n\n"))
        self.assertTrue(call_nothing("def f(n):\n    while n:\n        h = lambda: g()\n        n -= 1\n"))
        self.assertFalse(call_nothing("def f(n):\n    def g():\n        while n:\n            pass\n"))

    def test_what_runs_nothing_but_itself_is_alone(self):
        self.assertTrue(is_alone("def f(n):\n    t = 0\n    for i in range(n):\n        if i & 1:\n            t += i\n    return t\n"))
        self.assertTrue(is_alone("def f(n):\n    while n:\n        n -= 1\n"))
        self.assertTrue(is_alone("def f(items):\n    return [each * 2 for each in items if each]\n"))
        self.assertTrue(is_alone("def f():\n    t = 0\n    for i in (1, 2):\n        t += i\n    return t\n"))

    def test_what_may_run_others_or_keeps_an_exception_is_not(self):
        for body in (
            "while n:\n        n -= 1\n    return g(n)",  # it calls behind its loop
            "for i in n.items:\n        n = i",  # an attribute may be anything
            "n = 3\n    for i in n:\n        pass",  # no argument any more
            "for a, b in n:\n        a = b",  # what is taken apart may be a generator
            "while n:\n        try:\n            n = 1 / n\n        except ZeroDivisionError:\n            n = 0",
            "while n:\n        yield n",
            "while n:\n        raise n",
            "while 1 in n:\n        n = 2",
            "with n:\n        n = 2",
            "for i in range(*n):\n        n = 2",
        ):
            self.assertFalse(is_alone("def f(n):\n    " + body + "\n"), body)

    def test_it_is_alone_only_with_plain_arguments_and_pythons_range(self):
        def holds(items, range=None):
            return loops.Alone({"items"}, False).holds(sys._getframe())

        self.assertTrue(holds([1, 2]))
        self.assertTrue(holds(range(3)))
        self.assertFalse(holds(iter([1])))
        self.assertFalse(holds(each for each in "ab"))
        self.assertTrue(loops.Alone(set(), True).holds(sys._getframe()))
        self.addCleanup(globals().pop, "range")
        globals()["range"] = list
        self.assertFalse(loops.Alone(set(), True).holds(sys._getframe()))

    def test_a_class_may_have_code_run_where_nothing_is_called(self):
        def overloads(body):
            tree = unwarned.compiled(("class A:\n    " + body + "\n").encode(), "a.py", 0x400)
            return loops.is_overloaded(tree.body[0])

        self.assertFalse(overloads("def __init__(self):\n        pass\n    def add(self):\n        pass"))
        self.assertFalse(overloads("@staticmethod\n    def make():\n        pass"))
        self.assertTrue(overloads("def __add__(self, other):\n        pass"))
        self.assertTrue(overloads("def __del__(self):\n        pass"))
        self.assertTrue(overloads("@property\n    def total(self):\n        pass"))
        self.assertTrue(overloads("__iadd__ = g"))


def is_alone(source):
    tree = unwarned.compiled(source.encode(), "a.py", 0x400)
    return loops.alone(tree.body[0]) is not None


if __name__ == "__main__":
    unittest.main()
