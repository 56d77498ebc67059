"""What there is to see of a lesson's things at a mark."""

import io
import mmap
import os
import signal
import unittest

from agent import looks, run


class Actor:
    """Somebody of whom facts are told, kept here: what each was last, and who said so."""

    identity = "p0"

    def __init__(self):
        self.facts, self.told, self.sources = {}, {}, {}

    def tell_of(self, identity, event, key, value, source):
        self.told[identity, key], self.sources[key] = value, source

    def tell(self, event, **fields):
        self.told[event] = fields


def seen(name, thing=None):
    """What is told of a thing."""
    actor = Actor()
    looks.tell(actor, name, thing)
    return {key: value for (identity, key), value in actor.told.items() if identity == "p0"}


class Looks(unittest.TestCase):
    def setUp(self):
        self.kin, run.kin = run.kin, os.open(os.devnull, os.O_RDWR)

    def tearDown(self):
        os.close(run.kin)
        run.kin = self.kin

    def test_of_a_mapping_its_pages_here_and_in_a_child(self):
        page = mmap.PAGESIZE
        memory = mmap.mmap(-1, 8 * page, mmap.MAP_PRIVATE)
        told = seen("memory", memory)
        self.assertEqual((told["pages private"], told["pages shared"], "memory[0]" in told), ("0", "0", False))
        for n in range(6):
            memory[n * page] = 7
        told = seen("memory", memory)
        self.assertEqual((told["memory[0]"], told["byte at the address"]), ("7", "7"))
        self.assertEqual((told["pages private"], told["pages shared"]), ("6", "0"))
        told_to, told_by = os.pipe()
        goes_on, lets_go = os.pipe()
        child = os.fork()
        if not child:
            memory[0] = memory[page] = 9
            found = seen("memory", memory)
            os.write(told_by, " ".join(found[key] for key in ("memory[0]", "pages private", "pages shared", "address")).encode())
            os.read(goes_on, 1)
            os._exit(0)
        self.assertEqual(os.read(told_to, 99).decode(), "9 2 4 " + told["address"])
        self.assertEqual(seen("memory", memory)["pages shared"], "4")
        # Of who else has it one tells from the second time on.
        actor = Actor()
        looks.kin.children[child] = "p0/1"
        try:
            looks.tell(actor, "memory", memory)
            self.assertNotIn(("p0/1", "pages shared"), actor.told)
            looks.tell(actor, "memory", memory)
            self.assertEqual((actor.told["p0/1", "pages shared"], actor.sources["pages shared"]), ("4", "kernel"))
        finally:
            del looks.kin.children[child]
        os.write(lets_go, b"x")
        os.waitpid(child, 0)
        self.assertEqual(seen("memory", memory)["pages shared"], "0")

    def test_of_a_file_its_offset_and_of_a_text_file_what_it_keeps(self):
        reads, writes = os.pipe()
        with open(reads, "rb", 0), open(writes, "w") as out:
            for text, kept in (("", "0"), ("hello", "5"), ("\n", "6"), ("é", "8")):
                out.write(text)
                self.assertEqual(seen("out", out), {"bytes in buffer": kept})
            out.flush()
            self.assertEqual(seen("out", out), {"bytes in buffer": "0"})
        with open(__file__, "rb", 0) as file:
            file.seek(3)
            self.assertEqual(seen("file", file), {"file offset": "3"})
            # A child reads on in the same open file.
            actor = Actor()
            looks.tell(actor, "file", file)
            child = os.fork()
            if not child:
                file.read(2)
                os.kill(os.getpid(), signal.SIGSTOP)
                os._exit(0)
            looks.kin.children[child] = "p0/1"
            os.waitpid(child, os.WUNTRACED)
            looks.tell(actor, "file", file)
            self.assertEqual((actor.told["p0", "file offset"], actor.told["p0/1", "file offset"]), ("5", "5"))
            del looks.kin.children[child]
            os.kill(child, signal.SIGCONT)
            os.waitpid(child, 0)
        self.assertEqual(seen("file", file), {}, "it is closed")

    def test_what_is_no_such_thing_is_not_looked_at(self):
        class Own(io.StringIO):
            def fileno(self):
                raise AssertionError("none of the script's code is run")

        for thing in (None, 3, Own(), io.BytesIO()):
            self.assertEqual(seen("thing", thing), {})

    def test_of_a_process_what_the_kernel_says(self):
        before = os.umask(0o27)
        try:
            told = seen("itself")
        finally:
            os.umask(before)
        self.assertEqual((told["ppid"], told["sid"], told["umask"]), (str(os.getppid()), str(os.getsid(0)), "0o27"))
        self.assertEqual((told["cwd"], told["fd0"]), (os.getcwd(), os.readlink("/proc/self/fd/0")))
        self.assertEqual(seen("own terminal")["own terminal"], "no" if told["tty"] == "none" else "yes")

    def test_a_terminal_is_called_by_its_number(self):
        for device, name in ((0, "none"), (136 << 8 | 3, "/dev/pts/3"), (137 << 8 | 1, "/dev/pts/257"), (4 << 8 | 1, "4:1")):
            self.assertEqual(looks.terminal(device), name)

    def test_frames_that_only_root_may_see_are_refused_once(self):
        actor = Actor()
        looks.tells_frame(actor, 0)
        self.assertIn("root alone", actor.told.pop("refused")["why"])
        looks.tells_frame(actor, 0)
        self.assertEqual(actor.told, {})
        looks.tells_frame(actor, 16)
        self.assertEqual(actor.told["p0", "page frame"], "0x10")


if __name__ == "__main__":
    unittest.main()
