"""What wakes a sleeper."""

import os
import unittest

from agent import bell, line


class Bells(unittest.TestCase):
    def test_one_that_is_gone_rings_nobody_elses(self):
        gone = bell.Bell()
        reads, writes = gone.reads, gone.writes
        gone.remove()
        others = [line.high(descriptor) for descriptor in os.pipe()]
        self.assertEqual(others, [reads, writes], "the numbers are had again")
        os.set_blocking(reads, False)
        gone.ring()
        with self.assertRaises(BlockingIOError):
            os.read(reads, 1)
        for descriptor in others:
            line.ours.discard(descriptor)
            os.close(descriptor)
