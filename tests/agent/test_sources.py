"""The text of the script's files."""

import unittest

from agent import line, sources, steps


class Told:
    """An actor that remembers what it tells."""

    unseen = False
    identity = "p0"

    def __init__(self):
        self.line, self.said = self, []

    def tell(self, *said, **fields):
        self.said.append(fields or said)


def parts(source):
    return sources.cut(steps.File(source).lines)


class Sources(unittest.TestCase):
    def test_a_short_file_is_one_part(self):
        self.assertEqual(parts(b"a = 1\nb = 2"), ["a = 1\nb = 2\n"])
        self.assertEqual(parts(b""), [""])

    def test_parts_are_short_as_json_and_together_the_whole(self):
        for source in (
            "".join("n = %d\n" % n for n in range(20_000)),
            "s = '" + "x" * 200_000 + "'\nt = 1\n",
            "s = '" + "\U0001f600" * 30_000 + "'\n",
            "\n" * 100_000,
        ):
            cut = parts(source.encode())
            self.assertEqual("".join(cut), source)
            self.assertGreater(len(cut), 1)
            self.assertLess(max(len(line.json(part)) for part in cut), 48_000)

    def test_a_file_is_told_once_and_says_its_name_unless_it_is_the_script(self):
        actor, script, other = Told(), steps.File(b"a = 1\n"), steps.File(b"", "own/b.py")
        for _ in range(2):
            sources.tell(actor, script)
            sources.tell(actor, other)
        self.assertEqual(
            actor.said,
            [
                ("p0", "source", {"part": 1, "of": 1, "text": "a = 1\n"}),
                ("p0", "source", {"part": 1, "of": 1, "text": "", "file": "own/b.py"}),
            ],
        )

    def test_of_a_file_that_is_too_long_the_beginning_is_told_and_that_there_is_more(self):
        actor = Told()
        sources.tell(actor, steps.File(b"# a comment\n" * 100_000))
        *told, refused = actor.said
        text = "".join(said[2]["text"] for said in told)
        self.assertLessEqual(len(text), sources.MOST)
        self.assertGreater(len(text), sources.MOST - 100)
        self.assertIn("1024 KB", refused["why"])

    def test_who_goes_on_unseen_tells_nothing(self):
        actor = Told()
        actor.unseen = True
        sources.tell(actor, steps.File(b"a = 1\n"))
        self.assertEqual(actor.said, [])


if __name__ == "__main__":
    unittest.main()
