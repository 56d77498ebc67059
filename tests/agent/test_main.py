"""How a program begins."""

import os
import sys
import unittest

from agent import main


class Begins(unittest.TestCase):
    def setUp(self):
        self.kept = list(sys.argv), list(sys.path), list(getattr(sys, "orig_argv", [])), sys.modules["__main__"], os.getcwd()

    def tearDown(self):
        sys.argv[:], sys.path[:], orig, sys.modules["__main__"], folder = self.kept
        if hasattr(sys, "orig_argv"):
            sys.orig_argv[:] = orig
        os.chdir(folder)

    def test_its_own_name_comes_before_its_arguments(self):
        main.is_called("-m", ["-m", "a.b"], ["x", "-y"])
        self.assertEqual(sys.argv, ["-m", "x", "-y"])
        if hasattr(sys, "orig_argv"):
            self.assertEqual(sys.orig_argv[1:], ["-m", "a.b", "x", "-y"])

    def test_what_it_imports_is_looked_for_in_its_own_folder_first(self):
        main.comes_first("/its/own")
        self.assertEqual(sys.path[0], "/its/own")

    def test_a_new_main_has_the_names_that_python_gives_it(self):
        module = main.new(None)
        names = ["__name__", "__doc__", "__package__", "__loader__", "__spec__", "__annotations__", "__builtins__"]
        if sys.version_info >= (3, 14):
            names.remove("__annotations__")
        self.assertEqual(list(vars(module)), names)
        self.assertIs(sys.modules["__main__"], module)

    def test_a_folder_that_is_gone_is_none(self):
        gone = os.path.join(self.kept[-1], "gone-%d" % os.getpid())
        os.mkdir(gone)
        os.chdir(gone)
        os.rmdir(gone)
        self.assertEqual(main.here(), "")


if __name__ == "__main__":
    unittest.main()
