"""What Python says of an exception, without the script's code."""

import traceback
import unittest

from agent import exceptions


class Plain(Exception):
    pass


class Loud(Exception):
    def __str__(self):
        raise AssertionError("its code was run")


class Arg:
    def __repr__(self):
        raise AssertionError("its code was run")


def raised(what):
    try:
        what()
    except BaseException as error:
        return error


class Words(unittest.TestCase):
    def test_they_are_pythons(self):
        for error in (
            ValueError("bad"), ValueError(), KeyError("x"), ValueError("a", 1), raised(lambda: 1 / 0),
            raised(lambda: open("/nowhere/at/all")), raised(lambda: b"\xff".decode()), raised(lambda: nothing), SystemExit(3),
        ):  # fmt: skip
            line = traceback.format_exception_only(type(error), error)[-1].strip()
            self.assertEqual(exceptions.words(error), line)

    def test_none_of_the_scripts_code_is_run(self):
        exceptions.steps.known[__file__] = exceptions.steps.File(b"")
        self.addCleanup(exceptions.steps.known.pop, __file__)
        module = __name__ + "."
        self.assertEqual(exceptions.words(Plain("bad")), module + "Plain: bad")
        self.assertEqual(exceptions.words(Loud("bad", 3)), module + "Loud: 'bad', 3")
        self.assertEqual(exceptions.words(ValueError(Arg())), "ValueError: <Arg>")

    def test_they_are_one_line_and_short(self):
        said = exceptions.words(ValueError("a\nb" * 1000))
        self.assertNotIn("\n", said)
        self.assertLessEqual(len(said), exceptions.LONGEST)

    def test_a_long_one_is_cut_between_words(self):
        said = exceptions.words(ValueError("word " * 100))
        self.assertLessEqual(len(said), exceptions.LONGEST)
        self.assertTrue(said.endswith(" word…"), said)
