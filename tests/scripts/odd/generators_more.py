import sys


def numbers():
    try:
        while True:
            try:
                got = yield len(seen)
                seen.append(got)
            except KeyError as error:
                seen.append(error.args)
    finally:
        seen.append("closed")


seen = []
g = numbers()
print(next(g), g.send("a"), g.throw(KeyError("k")), g.close(), seen)


def outer():
    result = yield from numbers()
    return result


o = outer()
next(o)
print(o.gi_yieldfrom.__name__, o.gi_frame.f_lineno - o.gi_frame.f_code.co_firstlineno)
try:
    o.throw(ValueError, ValueError("thrown")) if sys.version_info < (3, 12) else o.throw(ValueError("thrown"))
except ValueError as error:
    print(error)


def returns():
    return (yield)


r = returns()
next(r)
try:
    r.send(5)
except StopIteration as stop:
    print(stop.value)


def stops():
    yield 1
    raise StopIteration


try:
    list(stops())
except RuntimeError as error:
    print(error, type(error.__cause__).__name__)


class Context:
    def __enter__(self):
        return self

    def __exit__(self, kind, value, tb):
        print(kind.__name__ if kind else None)
        return kind is KeyError


with Context():
    raise KeyError
with Context():
    pass
for n in (x for x in range(3) if x):
    if n == 2:
        break
else:
    print("never")
print({k: v for k, v in zip("ab", range(2))}, [y for x in range(2) for y in range(x + 1)])
late = numbers()
next(late)
