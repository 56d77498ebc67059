"""Which of the library's calls a statement makes, and what each means where it stands."""

import queue
import threading
import unittest

from agent import calls, expressions, library, steps

DOCS = __file__.rpartition("/tests/")[0] + "/docs/calls.md"
# What is told of by other means than the library's names.
BESIDE = {"gen_made", "coro_made", "daemon", "await", "yield", "yield_from", "async_for", "for_next", "gen_next", "endless"}


class Mine(threading.Thread):
    def start(self):
        raise AssertionError("its code was run")

    def __getattr__(self, name):
        raise AssertionError("its code was run")


class Calls(unittest.TestCase):
    def told(self, source, **variables):
        """What is told of the first statement of a source, these being its variables."""
        file = steps.File(source.encode())

        class Frame:
            f_locals, f_globals = variables, {"threading": threading, "queue": queue, "len": len}

        return calls.found(None, file.uses.get(1, ()), Frame) or []

    def test_a_loop_makes_its_generator_once_and_asks_it_on_each_turn(self):
        def numbers():
            yield 1

        loop = "for each in numbers():\n    pass\n"
        self.assertEqual(self.calls(loop, numbers=numbers), ["gen_made", "for_next"])
        self.assertEqual(self.calls("for each in made:\n    pass\n", made=numbers()), ["for_next"])
        self.assertEqual(self.calls("for each in made:\n    pass\n", made=[1]), [])
        file = steps.File(loop.encode())

        class Frame:
            f_locals, f_globals = {"numbers": numbers}, {}

        told = calls.tell(None, file, 1, Frame, True)
        self.assertEqual(told, [{"call": "for_next", "on": "numbers"}])
        file = steps.File(b"for each in q.get():\n    pass\n")
        Frame.f_locals = {"q": queue.Queue()}
        self.assertIsNone(calls.tell(None, file, 1, Frame, True))

    def calls(self, source, **variables):
        return [told["call"] for told in self.told(source, **variables)]

    def test_every_call_that_can_be_told_is_in_the_table(self):
        kinds = {kind for of in library.CLASSES.values() for kind in (*of[:2], *of[2].values())}
        kinds |= {*library.FUNCTIONS.values()} | BESIDE
        with open(DOCS, encoding="utf-8") as docs:
            rows = [line.split("`")[1] for line in docs if line.startswith("| `") and "`call`" not in line]
        self.assertEqual(sorted(rows), sorted(kinds - {None, "next"}))

    def test_a_call_counts_by_what_is_called(self):
        thread = threading.Thread()
        self.assertEqual(self.calls("t.start()", t=thread), ["thread_start"])
        self.assertEqual(self.calls("t[0].join()", t=[thread]), ["thread_join"])
        self.assertEqual(self.calls("[each.join() for each in t]", t=[thread]), ["thread_join"])
        self.assertEqual(self.calls("threading.Thread().start()"), ["thread_made", "thread_start"])
        self.assertEqual(self.calls("t.start()", t="a text"), [])
        self.assertEqual(self.calls("start()", start=len), [])
        mine = Mine()
        self.assertEqual(self.calls("t.start()", t=mine), [], "it has one of its own")
        self.assertEqual(self.calls("t.join()", t=mine), ["thread_join"])

    def test_what_a_call_means_is_told_as_it_is_now(self):
        full = queue.Queue(1)
        full.put(0)
        put = {"call": "queue_put", "on": "q", "now": "full", "n": 1, "of": 1}
        self.assertEqual(self.told("q.put(1)", q=full), [put])
        self.assertEqual(self.told("q.put(f())", q=full, f=self.calls), [{"call": "queue_put", "on": "q"}])
        get = {"call": "queue_get", "on": "q", "now": "some", "n": 1}
        self.assertEqual(self.told("q.put(q.get())", q=full), [get, {"call": "queue_put", "on": "q"}])

    def test_a_block_is_entered_by_what_the_lock_is(self):
        self.assertEqual(self.calls("with a: pass", a=threading.Condition()), ["lock_with"])
        self.assertEqual(self.calls("with a: pass", a=object()), [])

    def test_an_expression_is_seen_without_running_it(self):
        class Frame:
            f_locals, f_globals = {"mine": Mine()}, {}

        look = expressions.Look(Frame, lambda *_: None)
        node = compile("mine.anything", "", "eval", 0x400).body
        self.assertIsNone(look.see(node))
