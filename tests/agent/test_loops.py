"""Which functions loop without calling anything."""

import _ast
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


if __name__ == "__main__":
    unittest.main()
