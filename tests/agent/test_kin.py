"""Which actor a process is, and whether it has ended: known to all processes of a run."""

import os
import tempfile
import unittest

from agent import kin, run


class Known(unittest.TestCase):
    def setUp(self):
        self.file = tempfile.TemporaryFile()
        run.kin = self.file.fileno()

    def tearDown(self):
        run.kin = -1
        self.file.close()

    def test_who_was_told_of_is_found_by_any_process_that_has_the_file(self):
        kin.is_known(7, "p0/2/1")
        kin.is_known(4194303, "p0/3")
        child = os.fork()
        if child == 0:
            os._exit(0 if kin.identity_of(7) == "p0/2/1" and kin.identity_of(4194303) == "p0/3" else 1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        self.assertIsNone(kin.identity_of(8))

    def test_a_pid_is_given_anew(self):
        kin.is_known(7, "p0/2/1/1/1")
        kin.is_known(7, "p0/3")
        self.assertEqual(kin.identity_of(7), "p0/3")

    def test_who_lies_too_deep_is_spoken_of_by_number(self):
        kin.is_known(7, "p0" + "/1" * 40)
        self.assertIsNone(kin.identity_of(7))

    def test_without_the_file_nobody_is_known(self):
        run.kin = -1
        kin.is_known(7, "p0")
        self.assertIsNone(kin.identity_of(7))


class Ended(unittest.TestCase):
    def test_who_is_a_zombie_or_gone_has_ended(self):
        self.assertFalse(kin.has_ended(os.getpid()))
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        self.assertTrue(kin.has_ended(child))
        os.waitpid(child, 0)
        self.assertTrue(kin.has_ended(child))


if __name__ == "__main__":
    unittest.main()
