"""What is said on a line, and whose lines a traceback has."""

import _thread
import json
import os
import sys
import threading
import unittest

from agent import faults, line, run


class Said(unittest.TestCase):
    def test_json_is_what_python_reads_as_the_same(self):
        for value in {"a": 1, "b": True, "c": {"d": "ü\n\"☃\U0001f40d"}, "e": False}, "", 0:
            self.assertEqual(json.loads(line.json(value)), value)

    def test_half_a_pair_is_escaped(self):
        self.assertEqual(json.loads(line.json("a\udc80b")), "a\\udc80b")


class High(unittest.TestCase):
    def test_threads_that_take_descriptors_at_once_take_each_its_own(self):
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            for _ in range(8):
                self.take_at_once()
        finally:
            sys.setswitchinterval(interval)

    def take_at_once(self):
        begin, taken = threading.Barrier(4), []

        def take():
            begin.wait()
            for _ in range(25):
                reader, writer = os.pipe()
                inode = os.fstat(reader).st_ino
                taken.append((line.high(reader), inode))
                os.close(writer)

        takers = [threading.Thread(target=take) for _ in range(4)]
        for taker in takers:
            taker.start()
        for taker in takers:
            taker.join()
        self.assertEqual(len({descriptor for descriptor, _ in taken}), 100)
        for descriptor, inode in taken:
            self.assertGreaterEqual(descriptor, line.HIGH)
            self.assertEqual(os.fstat(descriptor).st_ino, inode)
            self.assertFalse(os.get_inheritable(descriptor))
            line.ours.discard(descriptor)
            os.close(descriptor)


class Sending(unittest.TestCase):
    def test_what_several_threads_say_on_a_line_is_said_once_and_all_of_it(self):
        reader, writer = os.pipe()
        shared = object.__new__(line.Line)
        shared.descriptor, shared.queue, shared.sending = writer, [], _thread.allocate_lock()
        pieces = [[b"%d %d\n" % (who, at) for at in range(500)] for who in range(4)]

        def speak(pieces):
            for piece in pieces:
                shared.queue.append(piece)
                shared.send()

        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            speakers = [threading.Thread(target=speak, args=(own,)) for own in pieces]
            for speaker in speakers:
                speaker.start()
            for speaker in speakers:
                speaker.join()
        finally:
            sys.setswitchinterval(interval)
        os.close(writer)
        with open(reader, "rb") as said:
            self.assertEqual(sorted(said), sorted(sum(pieces, [])))


class Faults(unittest.TestCase):
    def raised(self, function):
        try:
            function()
        except Exception as error:
            return error

    def test_an_error_is_ours_where_our_code_has_raised_it(self):
        ours = self.raised(lambda: line.heard(b"no JSON"))
        self.assertTrue(faults.is_ours(ours))
        self.assertFalse(faults.is_ours(self.raised(lambda: 1 / 0)))

    def test_our_lines_are_left_out_of_a_traceback(self):
        def files(traceback):
            while traceback is not None:
                yield os.path.basename(traceback.tb_frame.f_code.co_filename)
                traceback = traceback.tb_next

        class Calls(dict):
            def items(self):
                raise KeyError("the script's")

        error = self.raised(lambda: line.whole(Calls()))
        own = os.path.basename(__file__)
        self.assertEqual(list(files(error.__traceback__)), [own, own, "line.py", own])
        faults.strip(error)
        self.assertEqual(list(files(error.__traceback__)), [own, own, own])

    def test_an_exception_that_came_of_itself_is_no_trap(self):
        error = self.raised(lambda: 1 / 0)
        error.__context__ = KeyError()
        error.__context__.__context__ = error
        faults.strip(error)
        self.assertEqual(run.current(), None)
