"""What is told at a mark, and what a lesson calls its actors."""

import sys
import unittest

from agent import marked, names, run, steps, values


class Actor:
    """Somebody of whom facts are told, kept here."""

    identity = "p0.t1"

    def __init__(self):
        self.facts, self.told = {}, []

    def fact(self, key, value):
        self.told.append((key, value))

    knows = fact

    def tell(self, event, **fields):
        self.told.append((fields["verb"], fields["from"], fields["to"], fields["value"]))


class Item:
    def __init__(self, name, failed):
        self.name, self.failed = name, failed

    @property
    def secret(self):
        raise AssertionError("none of the script's code is run")


def told(words, actor=None, **variables):
    """What is told of these words where a frame has these variables."""
    actor = actor or Actor()
    item, error, counter, queue = (variables.get(name) for name in ("item", "error", "counter", "queue"))
    marked.tell(actor, sys._getframe(), marked.name_and_facts(words)[1])
    return actor.told


class Marked(unittest.TestCase):
    def tearDown(self):
        run.names = {}

    def test_the_name_is_told_from_what_is_told_there(self):
        for words, name, count in ((b"store", "store", 0), (b"store  n=n  m=k", "store", 2), (b"-  n=n", "", 1), (b"a  no fact", "a", 0)):
            found, facts = marked.name_and_facts(words)
            self.assertEqual((found, len(facts)), (name, count))

    def test_a_fact_is_a_constant_a_variable_or_what_is_in_it(self):
        item = Item("t1", None)
        self.assertEqual(told(b'x  counter=counter  task=item.name  at=""', counter=3, item=item), [("counter", "3"), ("task", "t1"), ("at", "")])
        self.assertEqual(told(b'x  {item.name} state="runs"', item=item), [("t1 state", "runs")])
        self.assertEqual(told(b"x  first=queue[0][0]  took=counter", queue=[("a", 1)], counter=0.5), [("first", "a"), ("took", "0.50")])
        self.assertEqual(told(b'x  found=len(queue)  said=f"{counter} of {item.name}"', counter=2, queue=[5, 6], item=item), [("found", "2"), ("said", "2 of t1")])
        choice = b'x  state="failed" if item.failed else "done"'
        self.assertEqual(told(choice, item=item), [("state", "done")])
        self.assertEqual(told(choice, item=Item("t2", ValueError())), [("state", "failed")])

    def test_what_is_not_there_or_would_run_code_is_silent(self):
        item = Item("t1", None)
        self.assertEqual(told(b"x  a=item.nothing  b=item.secret  c=nobody  d=item.name()  e=queue[7]  f=1+  g=len(item)  look nobody", item=item, queue=[]), [])

    def test_it_is_told_once_as_long_as_it_is_so(self):
        actor = Actor()
        for counter in 1, 1, 2:
            told(b"x  counter=counter", actor, counter=counter)
        self.assertEqual(actor.told, [("counter", "1"), ("counter", "2")])

    def test_what_is_put_and_taken_is_a_message(self):
        self.assertEqual(told(b"x  put ready=item.name  get ready=counter", item=Item("a", None), counter=1), [("put", "p0.t1", "ready", "a"), ("get", "ready", "p0.t1", "1")])

    def test_a_lesson_calls_actors_and_things_by_names_of_its_own(self):
        run.names = {"work": "{letter}", "dine two": "eater {number}", "grep": "grep {word}", "Item": "{name}"}
        self.assertEqual([names.of_lesson("work", number, {}) for number in (1, 3)], ["A", "C"])
        self.assertEqual(names.of_lesson("dine_two", 2, {}), "eater 2")
        self.assertEqual(names.of_lesson("grep", 0, {"word": "python", "item": Item}), "grep python")
        self.assertIsNone(names.of_lesson("other", 1, {}))
        values.own.add(__name__)
        self.assertEqual(values.shown(Item("t1", None)), "t1")

    def test_a_mark_that_only_tells_is_none_to_stand_at(self):
        file = steps.File(b"def f():\n    for x in y:  #: turn  n=x\n        g()\n    h()  #: -  n=y\n")
        self.assertEqual((file.marks, sorted(file.told)), ({2: "turn"}, [2, 4]))
        self.assertEqual(file.rounds, {2: 3})


if __name__ == "__main__":
    unittest.main()
