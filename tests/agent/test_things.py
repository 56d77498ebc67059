"""What is shared, read as the library keeps it."""

import queue
import threading
import unittest
from concurrent import futures

from agent import run, things


class Mine(queue.Queue):
    def __getattribute__(self, name):
        raise AssertionError("its code was run")


class Things(unittest.TestCase):
    def said(self, thing):
        read, kind, _ = things.reader(type(thing))
        return read(things.of(thing), kind)

    def test_how_each_is(self):
        gate, two, both = threading.Event(), threading.BoundedSemaphore(2), threading.Barrier(3)
        self.assertEqual(self.said(gate), "event clear")
        gate.set()
        two.acquire()
        self.assertEqual(self.said(gate), "event set")
        self.assertEqual(self.said(two), "semaphore 1 2")
        self.assertEqual(self.said(both), "barrier 0 3")
        both.abort()
        self.assertEqual(self.said(both), "barrier broken")
        self.assertEqual(self.said(queue.LifoQueue(2)), "lifo 2")
        self.assertEqual(self.said(threading.Condition()), "condition")

    def test_a_worker_is_its_pools_from_its_birth_on(self):
        pool = futures.ThreadPoolExecutor(1)
        self.addCleanup(pool.shutdown)
        self.assertEqual(self.said(pool), "executor 0 0")
        actor = type("Actor", (), {"thread": threading.Thread(args=(None, pool._work_queue))})
        self.addCleanup(run.actors.pop, 0, None)
        run.actors[0] = actor
        self.assertEqual(self.said(pool), "executor 1 0")
        actor.thread = threading.Thread(args=(None, queue.Queue()))
        self.assertEqual(self.said(pool), "executor 0 0")

    def test_of_a_class_of_the_scripts_none_of_its_code_is_run(self):
        mine = Mine.__new__(Mine)
        object.__setattr__(mine, "maxsize", 4)
        self.assertEqual(self.said(mine), "queue 4")

    def test_only_its_maker_looks_for_its_name_as_long_as_that_one_is_there(self):
        made = things.Fresh(threading.Event())
        self.assertTrue(made.may_have_a_name())
        made.maker += 1
        self.addCleanup(run.actors.pop, made.maker, None)
        self.assertTrue(made.may_have_a_name())
        run.actors[made.maker] = None
        self.assertFalse(made.may_have_a_name())

    def test_what_is_only_called_so_is_none(self):
        self.assertIsNone(things.reader(type("Queue", (), {"__module__": "queue"})))
