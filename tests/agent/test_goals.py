"""How far an actor goes on."""

import unittest

from agent import goals, steps


class File:
    name = ""


class Line:
    heard = b""


class Commands:
    """A line on which these come, one after the other."""

    came = True

    def __init__(self, commands):
        self.commands = commands

    def hear(self):
        return self.commands.pop(0)


class Goals(unittest.TestCase):
    def setUp(self):
        self.goal = goals.Goal()

    def tearDown(self):
        goals.marks.clear()

    def is_reached(self, line, mark=""):
        return self.goal.is_reached(File, line, mark)

    def test_a_permit_is_for_one_statement(self):
        self.goal.begins(b'{"command":"permit"}', None)
        self.assertTrue(self.is_reached(3))

    def test_a_permit_is_for_an_event_where_events_are_stepped(self):
        goals.run.step = "event"
        try:
            self.goal.begins(b'{"command":"permit"}', None)
        finally:
            goals.run.step = ""
        self.assertFalse(self.is_reached(3))
        self.goal.happens()
        self.assertTrue(self.is_reached(4))

    def test_who_goes_to_its_end_is_never_there(self):
        self.goal.begins(b'{"command":"run","to":"end"}', None)
        self.goal.happens()
        self.assertFalse(self.is_reached(3, "here"))

    def test_who_is_on_the_way_is_asked_where_it_is_or_made_to_stand(self):
        actor = type("Actor", (), {"line": Commands([b'{"command":"where"}', b'{"command":"stand"}'])})
        asked = [self.goal.passes(actor) for _ in range(2 * goals.LOOKS)]
        self.assertEqual((asked.count(True), asked[goals.LOOKS - 1]), (1, True))
        self.assertEqual(self.goal.to, goals.STATEMENT)

    def test_an_event_is_waited_for(self):
        self.goal.begins(b'{"command":"run","to":"event"}', None)
        self.assertFalse(self.is_reached(3))
        self.goal.happens()
        self.assertTrue(self.is_reached(4))

    def test_the_end_of_the_call_is_that_of_the_one_in_which_it_stood(self):
        stood_in, other = object(), object()
        self.goal.begins(b'{"command":"run","to":"return"}', stood_in)
        self.goal.leaves(other)
        self.assertFalse(self.is_reached(3))
        self.goal.leaves(stood_in)
        self.assertTrue(self.is_reached(4))

    def test_marks_are_the_files_and_the_students(self):
        self.goal.begins(b'{"command":"run","to":"mark","marks":[{"line":7},{"file":"b.py","line":8}]}', None)
        self.assertFalse(self.is_reached(8))
        self.assertTrue(self.is_reached(7))
        self.assertTrue(self.is_reached(9, "here"))

    def test_a_loop_that_brings_nothing_new_is_gone_through(self):
        self.goal.begins(b'{"command":"permit"}', None)
        for _ in range(goals.CALM):
            self.assertTrue(self.is_reached(3))
            self.goal.stands()
        self.assertFalse(self.is_reached(3))
        self.goal.happens()
        self.assertTrue(self.is_reached(3))

    def ran(self, *lines, stands):
        """Goes past statements, in turn, and then stands before one; says what it has run."""
        file = steps.File(b"a\nb\nc\ndef f():\n  d\n  e\ng\nh\n")
        for line in lines:
            self.goal.comes_to(file, line)
            self.goal.passed += 1
        self.goal.comes_to(file, stands)
        return self.goal.takes_what_ran()

    def test_what_has_run_is_what_was_left_behind(self):
        self.goal.comes_to(object(), 1)
        self.goal.at = None
        self.assertEqual(self.ran(1, 2, 3, 5, 8, stands=9), "1–3, 5, 8")
        # It stood there, and has run that line alone.
        self.assertEqual(self.ran(stands=1), "")

    def test_a_loop_is_named_once_with_its_steps(self):
        self.assertEqual(self.ran(*[2, 3] * 50, stands=4), "2–3; 100")

    def test_the_last_line_of_a_call_has_run_when_the_call_is_over(self):
        file = steps.File(b"a\nb\n")
        for line in 1, 2:
            self.goal.comes_to(file, line)
            self.goal.passed += 1
        self.goal.leaves(object())
        self.assertEqual(self.goal.takes_what_ran(), "1–2")
