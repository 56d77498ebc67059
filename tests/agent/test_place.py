"""Where one waits that hasn't stood there."""

import unittest

from agent import frames, goals, place, steps


class Place(unittest.TestCase):
    def setUp(self):
        self.stack, self.goal = frames.Stack(), goals.Goal()

    def found(self, call, line, waits=False, source=b"\n" * 200):
        """What is said in a call of a script of ours, told to be before this line."""
        own = steps.File(source)

        class At:
            class f_code:
                co_filename, co_name = "/own.py", "f"

            f_back, f_trace, f_lineno, f_locals = None, call, line, {}

        steps.known["/own.py"] = own
        try:
            return place.found(self, At, waits)
        finally:
            del steps.known["/own.py"]

    def test_where_it_stood_is_no_news_until_it_has_passed_a_line(self):
        call = frames.Call()
        self.assertEqual(self.found(call, 3)["line"], 3)
        self.assertIsNone(self.found(call, 3))
        self.assertEqual(self.found(call, 4)["line"], 4)
        self.goal.passed = 1
        self.assertEqual(self.found(call, 4)["line"], 4)

    def test_where_there_are_marks_alone_only_a_wait_in_another_call_says_where_it_is(self):
        one, other = frames.Call(), frames.Call()
        self.found(one, 3)
        goals.only.marks = True
        self.addCleanup(setattr, goals.only, "marks", False)
        self.assertIsNone(self.found(one, 4, waits=True))
        self.assertIsNone(self.found(other, 4))
        self.assertEqual(self.found(other, 4, waits=True)["line"], 4)

    def test_where_there_are_marks_alone_who_waits_for_the_next_turn_of_a_loop_is_before_its_head(self):
        one, loop = frames.Call(), b"for n in queue:  #: take\n    print(n)  #: print\n"
        self.found(one, 2, source=loop)
        goals.only.marks = True
        self.addCleanup(setattr, goals.only, "marks", False)
        self.assertIsNone(self.found(one, 1, source=loop))
        said = self.found(one, 1, waits=True, source=loop)
        self.assertEqual((said["line"], said["cue"], said["text"]), (1, "take", "for n in queue:"))
        self.assertIsNone(self.found(one, 2, waits=True, source=loop))

    def test_who_has_no_call_of_the_scripts_left_has_no_variables(self):
        self.assertIsNone(place.found(self, None))
        self.found(frames.Call(), 3)
        self.assertEqual(place.found(self, None), {"cue": "", "line": 0, "frames": {"keeps": 0}})
        self.assertIsNone(place.found(self, None))
