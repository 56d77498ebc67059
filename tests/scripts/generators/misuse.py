import traceback


def g():
    x = yield 1
    print("got", x)
    yield (yield x)
    return (yield)


made = g()
try:
    made.send("too early")
except TypeError as error:
    print(error)
print(next(made), made.send("v"), made.send("w"))
try:
    made.throw(KeyError("k"))
except KeyError:
    traceback.print_exc()


def itself():
    yield 1
    next(me)


me = itself()
next(me)
try:
    next(me)
except ValueError as error:
    print(error)


def throws_at_once():
    yield


t = throws_at_once()
try:
    t.throw(RuntimeError("before it began"))
except RuntimeError:
    traceback.print_exc()
try:
    next(5)
except TypeError as error:
    print(error)
print([x for x in iter(g().send, 3) for _ in ()] if False else "skipped")
raise ValueError(next(g()))
