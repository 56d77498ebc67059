"""What a value looks like."""

import unittest

from agent import values


class Bad:
    def __repr__(self):
        raise AssertionError("its code was run")

    __str__ = __hash__ = __len__ = __iter__ = __repr__
    __eq__ = lambda self, other: Bad.__repr__(self)


class Quiet(type):
    @property
    def __name__(cls):
        raise AssertionError("its code was run")


class Values(unittest.TestCase):
    def test_plain_values_are_as_python_writes_them(self):
        for value in 1, -2.5, True, None, 1j, "a'b", b"x", [1, "a"], (1,), (1, 2), {"a": [1]}, {1}, [], (), {}:
            self.assertEqual(values.shown(value), repr(value))

    def test_no_code_of_the_scripts_is_run(self):
        self.assertEqual(values.shown(Bad()), "<Bad>")
        self.assertEqual(values.shown([Bad()]), "[<Bad>]")
        self.assertEqual(values.shown({(1, 2): 3}), "{(1, 2): …}")
        self.assertEqual(values.shown(Quiet("Named", (), {})()), "<Named>")

    def test_long_values_are_short(self):
        for value in "x" * 10_000, list(range(1000)), 10**5000, [["x" * 60] * 10] * 10:
            self.assertLessEqual(len(values.shown(value)), values.LONGEST)
        own = []
        own.append(own)
        self.assertEqual(values.shown(own), "[[<list>]]")

    def test_the_librarys_deque_is_known_however_it_was_made(self):
        import collections

        class deque(list):
            pass

        self.assertTrue(values.is_deque(collections.deque))
        self.assertFalse(values.is_deque(deque) or values.is_deque(list))
