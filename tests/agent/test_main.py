"""Where a program's own code lies, and what Python may call it."""

import os
import unittest

from agent import main


class Begins(unittest.TestCase):
    def setUp(self):
        self.folder = os.getcwd()

    def tearDown(self):
        os.chdir(self.folder)

    def test_a_file_is_known_however_python_puts_its_folder_before_it(self):
        self.assertEqual(main.names("a.py"), {"a.py", self.folder + "/a.py"})
        self.assertIn(self.folder + "/../a.py", main.names("../a.py"))
        self.assertIn(os.path.dirname(self.folder) + "/a.py", main.names("../a.py"))
        self.assertLessEqual({self.folder + "/a.py", self.folder + "/./a.py"}, main.names("./a.py"))
        self.assertEqual(main.names("/a/b.py"), {"/a/b.py"})

    def test_a_folder_that_is_gone_is_none(self):
        gone = os.path.join(self.folder, "gone-%d" % os.getpid())
        os.mkdir(gone)
        os.chdir(gone)
        os.rmdir(gone)
        self.assertEqual(main.here(), "")

    def test_what_cant_be_read_is_left_to_python(self):
        self.assertIsNone(main.read("/nowhere/at/all.py"))


if __name__ == "__main__":
    unittest.main()
