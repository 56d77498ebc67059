"""How deep calls lie, and that a limit is one more or less to the script as without us."""

import sys
import unittest
import warnings

from agent import depth, unwarned


def lies(calls):
    return depth.depth() if not calls else lies(calls - 1)


class Depth(unittest.TestCase):
    def test_a_call_lies_one_deeper_than_its_caller(self):
        self.assertEqual([lies(n) - lies(0) for n in (0, 1, 2, 100)], [0, 1, 2, 100])

    def test_to_ask_changes_no_limit(self):
        before = sys.getrecursionlimit()
        depth.depth()
        self.assertEqual(sys.getrecursionlimit(), before)

    def test_a_call_beyond_the_limit_is_refused_in_pythons_words(self):
        before = depth.Limit.script, depth.Limit.looks
        here = depth.depth()
        depth.Limit.script, depth.Limit.looks = here + 2, 0

        def call(more):
            # As a trace function does it, which is one more.
            def traced():
                depth.check()

            traced()
            if more:
                call(more - 1)

        try:
            call(1)
            with self.assertRaisesRegex(RecursionError, "^maximum recursion depth exceeded$"):
                call(2)
        finally:
            depth.Limit.script, depth.Limit.looks = before


class Unwarned(unittest.TestCase):
    def test_what_python_warns_of_it_says_once(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            unwarned.compiled(b"'\\d' is 1", "a.py")
            self.assertEqual(caught, [])
            compile(b"'\\d' is 1", "a.py", "exec")
            self.assertNotEqual(caught, [])


if __name__ == "__main__":
    unittest.main()
