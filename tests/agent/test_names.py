"""What the script calls a thing."""

import sys
import unittest

from agent import names, steps


class Account:
    def __init__(self):
        self.lock = object()

    def name(self):
        return names.of(self.lock, sys._getframe(0))


class Guarded:
    def __getattribute__(self, name):
        raise AssertionError("its code was run")


everybody = object()


class Names(unittest.TestCase):
    def setUp(self):
        steps.roots.append(__file__.rpartition("/")[0] + "/")
        self.addCleanup(steps.roots.pop)

    def test_a_variable_an_attribute_and_an_item(self):
        guarded = Guarded()
        own = object()
        forks = [object(), object()]
        by_name = {"left": object()}
        frame = sys._getframe(0)
        self.assertEqual(names.of(own, frame), "own")
        self.assertEqual(names.of(everybody, frame), "everybody")
        self.assertEqual(names.of(forks[1], frame), "forks[1]")
        self.assertEqual(names.of(by_name["left"], frame), "by_name['left']")
        self.assertIsNone(names.of(object(), frame))
        self.assertEqual(names.of(guarded, frame), "guarded")

    def test_a_key_is_what_its_place_is_and_a_loops_name_comes_last(self):
        futures = {object(): 1, object(): 2}
        locks = [object(), object()]
        frame = sys._getframe(0)
        for key in futures:
            pass
        for lock in locks:
            pass
        self.assertEqual(names.of(list(futures)[1], frame), "list(futures)[1]")
        self.assertEqual(names.of(lock, frame), "locks[1]")
        for alone in [object()]:
            self.assertEqual(names.of(alone, frame), "alone")

    def test_an_attribute_is_named_after_the_class_where_it_is_ones_own(self):
        account = Account()
        self.assertEqual(names.of(account.lock, sys._getframe(0)), "account.lock")
        self.assertEqual(account.name(), "account.lock")
