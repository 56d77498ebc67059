"""A signal's handler is known by what it is called with."""

import signal
import sys
import unittest

from agent import handlers

seen = []


def look():
    seen.append(handlers.signal_of(sys._getframe(1)))


def handles(number, frame):
    look()


class Object:
    def handles(self, number, frame):
        look()


class Handlers(unittest.TestCase):
    def setUp(self):
        seen.clear()

    def is_sent_to(self, handler):
        before = signal.signal(signal.SIGUSR1, handler)
        self.addCleanup(signal.signal, signal.SIGUSR1, before)
        signal.raise_signal(signal.SIGUSR1)
        return seen

    def test_a_function_a_method_and_one_of_any_arguments(self):
        for handler in handles, Object().handles, lambda *given: look():
            self.assertEqual(self.is_sent_to(handler), [signal.SIGUSR1])
            seen.clear()

    def test_who_calls_it_with_another_frame_is_no_signal(self):
        handles(10, None)
        handles(10, sys._getframe(0).f_back)
        (lambda number: look())(10)
        self.assertEqual(seen, [None, None, None])


if __name__ == "__main__":
    unittest.main()
