"""How far a permit carries."""

import json
import unittest

from agent import goals


def run(to, *marks):
    return json.dumps({"command": "run", "to": to, "marks": marks}).encode()


class Goals(unittest.TestCase):
    def setUp(self):
        self.goal = goals.Goal()

    def test_a_permit_carries_to_the_next_statement(self):
        self.assertTrue(self.goal.let_go(b'{"command":"permit"}', None))
        self.assertTrue(self.goal.is_reached())

    def test_what_is_no_permit_lets_nobody_go(self):
        for command in b'{"command":"stand"}', b'{"command":"finish"}':
            self.assertFalse(self.goal.let_go(command, None))

    def test_an_event_is_reached_when_something_happens(self):
        self.goal.let_go(run("event"), None)
        self.assertFalse(self.goal.is_reached())
        self.goal.happens()
        self.assertTrue(self.goal.is_reached())

    def test_the_end_of_a_call_is_of_that_call_alone(self):
        call, another = object(), object()
        self.goal.let_go(run("return"), call)
        self.goal.happens()
        self.goal.returns(another)
        self.assertFalse(self.goal.is_reached())
        self.goal.returns(call)
        self.assertTrue(self.goal.is_reached())

    def test_marks_are_the_last_ones_that_were_told(self):
        self.goal.let_go(run("mark", {"line": 7}, {"file": "help:er.py", "line": 12}), None)
        self.assertEqual(goals.marks, {("", 7), ("help:er.py", 12)})
        self.assertFalse(self.goal.is_reached())
        self.goal.let_go(run("statement"), None)
        self.assertEqual(goals.marks, set())

    def test_who_goes_inside_does_so_until_it_stands(self):
        self.goal.let_go(run("inside"), None)
        self.assertEqual((len(goals.inside), self.goal.is_reached()), (1, True))
        self.goal.stops()
        self.assertEqual(goals.inside, set())
