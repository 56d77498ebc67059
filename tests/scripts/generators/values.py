"""`yield` wherever an expression may stand."""


def everywhere(n):
    a, b = (yield), (yield n)
    print(a, b, (yield [a, b]))
    d = {(yield "key"): (yield "value")}
    l = [(yield "item"), *(() or ())]
    s = f"{(yield 'f')!r:>6}" + str((yield -1))
    if (yield "test") and not (yield "and"):
        print("if")
    while (yield "while"):
        print("while")
    lam = lambda: (yield "in a lambda")
    print(next(lam()))
    assert (yield "assert"), "never"
    x = y = yield "chained"
    x += yield "added"
    d[(yield "at")] = (yield "to")
    print(d, l, s, x, y)
    return (yield "last"), (yield)


g = everywhere(3)
sent = [None, 1, 2, 3, "k", "v", "i", "f", 5, True, False, True, False, "sure", 10, 5, "at", "to", "r", "e"]
try:
    for value in sent:
        print("->", g.send(value))
except StopIteration as stop:
    print(stop.value)
try:
    next(g)
except StopIteration:
    print("over")


class Account:
    def __init__(self):
        self.log = []

    def moves(self):
        while len(self.log) < 3:
            self.log.append((yield len(self.log)))

    def __iter__(self):
        yield from self.log


account = Account()
m = account.moves()
next(m)
m.send("one")
m.send("two")
for _ in m:
    pass
print(list(account), [*account], dict(enumerate(account)))
