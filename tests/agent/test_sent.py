"""What comes into a generator is seen, and nothing else is another than it was."""

import types
import unittest

from agent import sent


class Heard:
    def __init__(self):
        self.all = []

    def __matmul__(self, value):
        self.all.append(value)
        return value


class Sent(unittest.TestCase):
    def compiled(self, source):
        self.came, self.given = Heard(), Heard()
        variables = {}
        exec(sent.compiled(source, "<script>", {sent.CAME: self.came, sent.GIVES: self.given}), variables)
        return variables

    def test_what_is_sent_is_seen_wherever_a_yield_stands(self):
        g = self.compiled(b"def g():\n  a = yield 1\n  b = [(yield a), lambda: (yield 3)]\n  return (yield), (yield b[0])\n")["g"]()
        for value in (None, "one", "two", "three"):
            last = g.send(value)
        with self.assertRaises(StopIteration) as stop:
            g.send("four")
        self.assertEqual((last, stop.exception.value), ("two", ("three", "four")))
        self.assertEqual((self.came.all, self.given.all), (["one", "two", "three", "four"], []))

    def test_what_an_asynchronous_generator_gives_is_seen_too(self):
        g = self.compiled(b"async def g():\n  yield\n  yield 4\n")["g"]()
        for _ in range(2):
            with self.assertRaises(StopIteration):
                g.__anext__().send(None)
        self.assertEqual((self.given.all, self.came.all), ([None, 4], [None]))

    def test_no_place_and_no_name_is_another(self):
        source = b"def g(x):\n  if x:\n    y = (yield\n      x), 1\n"
        plain = compile(source, "<script>", "exec")
        ours = sent.compiled(source, "<script>", {})
        for code, like in zip(inner(plain), inner(ours)):
            self.assertEqual((code.co_names, code.co_varnames, code.co_flags), (like.co_names, like.co_varnames, like.co_flags))
            self.assertEqual({line for *_, line in lines(code)}, {line for *_, line in lines(like)})

    def test_a_program_without_a_yield_is_compiled_as_it_stands(self):
        source = b"x = 'yield'\n"
        self.assertEqual(sent.compiled(source, "<script>", {}), compile(source, "<script>", "exec", dont_inherit=True))


def inner(code):
    yield code
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            yield from inner(each)


def lines(code):
    import dis

    return list(dis.findlinestarts(code))
