"""Which statement a line belongs to."""

import unittest

from agent import steps

PROGRAM = b"""\
import os
def f(a,
      b):
    import sys
    return (a +
            b)
class C:
    n = 1
@f
def g():
    pass
with f(1, 2):
    g()
while True: pass
try:
    f(1,
      2)
except ValueError:
    g()  #: caught
"words"
"""


class Steps(unittest.TestCase):
    def setUp(self):
        self.file = steps.File(PROGRAM)

    def test_a_statement_has_the_lines_of_its_own(self):
        self.assertEqual([self.file.first[n] for n in (5, 6)], [5, 5])
        self.assertEqual([self.file.first[n] for n in (16, 17)], [16, 16])
        self.assertEqual([self.file.first[n] for n in (15, 18, 19)], [15, 18, 19])
        self.assertEqual(self.file.first[3], 2)
        self.assertEqual([self.file.first[n] for n in (9, 10, 11)], [9, 9, 11])

    def test_what_makes_names_at_the_margin_is_passed_and_so_is_what_does_nothing(self):
        self.assertEqual(self.file.passed, {1, 2, 7, 9, 20})

    def test_loops_on_one_line_and_blocks_are_known(self):
        self.assertEqual((self.file.loops, self.file.blocks), ({14}, {12: 13}))

    def test_marks_are_known_and_the_functions_that_have_one(self):
        self.assertEqual(self.file.marks, {19: "caught"})
        self.assertEqual(self.file.marked, set())
        marked = steps.File(b"@a\ndef f():\n    x = 1\n    y = 2  #: here\n\ndef g(): pass\n")
        self.assertEqual((marked.marks, marked.marked), ({4: "here"}, {1}))

    def test_a_file_that_is_no_program_has_no_statements(self):
        self.assertEqual(steps.File(b"def broken(:").first, {})
        self.assertEqual(steps.File(b"\0").first, {})

    def test_the_text_of_a_line_is_short(self):
        self.assertEqual(self.file.text(12), "with f(1, 2):")
        self.assertEqual(self.file.text(99), "")
        self.assertEqual(len(steps.File(b"x = 1" + b"0" * 500).text(1)), steps.LONGEST)
