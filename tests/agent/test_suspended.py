"""How a call of a generator is left, on this interpreter."""

import sys
import unittest

from agent import suspended


class Suspended(unittest.TestCase):
    def left(self, function):
        """How the calls of generators in this file that a function makes are left."""
        said, raised = [], {}

        def trace(frame, event, argument):
            if frame.f_code.co_filename != __file__:
                return None
            if event == "exception":
                raised[frame] = frame.f_lasti
            elif event in ("line", "call"):
                raised.pop(frame, None)
            elif frame.f_code.co_flags & suspended.ANY:
                how = suspended.how_it_leaves(frame, raised.get(frame), argument)
                said.append((frame.f_code.co_name, how, suspended.delegates(frame)))
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            function()
        finally:
            sys.settrace(before)
        return said

    def test_a_yield_a_return_and_an_exception_are_told_apart(self):
        def plain():
            yield None
            raise KeyError

        def run():
            g = plain()
            next(g)
            try:
                next(g)
            except KeyError:
                pass

        self.assertEqual(self.left(run), [("plain", "yield", False), ("plain", "raise", False)])

    def test_one_that_catches_what_is_thrown_goes_on(self):
        def catches():
            try:
                yield
            except ValueError:
                yield "caught"

        def run():
            g = catches()
            next(g)
            g.throw(ValueError())
            list(g)

        self.assertEqual([how for _, how, _ in self.left(run)], ["yield", "yield", "return"])

    def test_who_delegates_is_known(self):
        def inner():
            yield 1

        def outer():
            yield from inner()
            yield 2

        expected = [("inner", "yield", False), ("outer", "yield", True), ("inner", "return", False), ("outer", "yield", False)]
        self.assertEqual(self.left(lambda: [*outer()])[:4], expected)

    def test_what_comes_in_is_seen_before_it_runs(self):
        def g():
            try:
                raise KeyError
            except KeyError:
                yield 1
            got = yield 3
            for _ in "ab":
                got = yield got

        def trace(frame, event, argument):
            if frame.f_code is not g.__code__:
                return None
            if event == "call" and suspended.has_begun(frame):
                if suspended.LATER:
                    frame.f_trace_opcodes = True
                else:
                    seen.append(suspended.sent(frame, made))
            elif event == "opcode":
                frame.f_trace_opcodes = False
                seen.append(suspended.sent(frame, made))
            return trace

        made, seen, before = g(), [], sys.gettrace()
        sys.settrace(trace)
        try:
            next(made)
            for value in ("one", None, "three"):
                made.send(value)
        finally:
            sys.settrace(before)
        self.assertEqual(seen, ["one", None, "three"])

    def test_a_generator_is_found_by_its_call(self):
        def g():
            found.append(suspended.thing_of(sys._getframe()))
            yield

        found, made = [], g()
        next(made)
        self.assertIs(found[0], made)
        self.assertIs(suspended.thing_of(suspended.frame_of(made)), made)
