"""What is told of an actor's calls and variables."""

import sys
import unittest

from agent import frames, steps


class Frames(unittest.TestCase):
    def setUp(self):
        self.stack = frames.Stack()
        self.said = []
        steps.known[__file__] = steps.File(b"")
        self.addCleanup(steps.known.pop, __file__)

    def stands(self, line, call):
        """The caller stands before a line; 0: the one that it is in."""
        frame = sys._getframe(1)
        line = line or frame.f_lineno
        frame.f_trace = call
        self.said.append(self.stack.changes(frame, line))
        return self.said[-1]

    def test_only_what_is_another_is_told(self):
        def f(x, call):
            self.stands(1, call)
            y = x + 1
            self.stands(2, call)
            del y
            self.stands(3, call)
            self.stands(4, call)

        f(5, frames.Call())
        self.assertEqual(self.said[0]["calls"][-1]["function"], "f")
        whole = len(self.said[0]["calls"])
        self.assertEqual(dict(self.said[0]["calls"][-1]["locals"])["x"], "5")
        self.assertEqual(self.said[1], {"keeps": whole, "locals": [["y", "6"]]})
        self.assertEqual(self.said[2], {"keeps": whole, "locals": [["y", None]]})
        self.assertIsNone(self.said[3])

    def test_a_call_that_was_told_goes_on_when_the_one_inside_it_is_over(self):
        def outer(call):
            self.stands(1, call)
            inner(frames.Call())
            self.stands(2, call)

        def inner(call):
            self.stands(9, call)

        outer(frames.Call())
        whole = len(self.said[0]["calls"])
        self.assertEqual(self.said[1]["keeps"] + len(self.said[1]["calls"]), whole + 1)
        self.assertEqual(self.said[1]["calls"][-1]["function"], "inner")
        self.assertEqual(self.said[2]["keeps"], whole)
        self.assertNotIn("calls", self.said[2])

    def test_of_a_deep_recursion_the_outermost_calls_and_the_innermost_are_told(self):
        told = []

        def deep(n, call):
            told.append(self.stands(0, call)), n and deep(n - 1, frames.Call())
            told.append(self.stands(0, call))

        deep(200, frames.Call())
        depth, left_out = 0, []
        for said in told:
            said = said or {"keeps": depth}
            depth = said["keeps"] + len(said.get("calls", ()))
            self.assertLessEqual(depth, frames.MOST_CALLS)
            left_out.append(said.get("left_out", 0))
        own = len(self.said[0]["calls"]) - 1
        self.assertEqual(max(left_out), 201 + own - frames.MOST_CALLS)
        self.assertEqual((depth, left_out[-1]), (own + 1, 0))

    def test_a_line_has_room_for_its_values(self):
        class Frame:
            f_code, f_back, f_lineno = sys._getframe().f_code, None, 1
            f_trace = frames.Call()
            f_locals = {"v%d" % n: "é" * 60 for n in range(100)}

        said = self.stack.changes(Frame, 1)
        values = said["calls"][0]["locals"]
        self.assertLess(sum(6 * len(value) for _, value in values), frames.MOST_TEXT)
        self.assertGreater(len(values), 10)
