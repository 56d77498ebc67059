import sys


def leaf(n):
    try:
        first = yield n
        second = yield first
    except KeyError as error:
        second = "caught %s" % error
    finally:
        print("leaf", n, "leaves")
    return second


def middle(n):
    one = yield from leaf(n)
    print("middle has", one)
    return (yield from leaf(n + 1))


def outer():
    result = yield from middle(1)
    print("outer has", result)
    yield from "ab"
    yield from iter([1, 2])
    return result


g = outer()
print(next(g), g.gi_yieldfrom.__name__, g.gi_frame.f_lineno)
print(g.send("in"))
print(g.throw(KeyError("thrown")))
print(g.send(5), g.send(6), next(g), next(g), next(g))
try:
    next(g)
except StopIteration as stop:
    print("stops with", stop.value)
print(g.gi_frame, g.gi_yieldfrom)

g = outer()
next(g)
try:
    g.throw(ValueError, ValueError("not caught"))
except ValueError as error:
    frames = []
    traceback = error.__traceback__
    while traceback is not None:
        frames.append((traceback.tb_frame.f_code.co_name, traceback.tb_lineno))
        traceback = traceback.tb_next
    print(frames)
try:
    next(g)
except StopIteration as stop:
    print("over", stop.value)

g = outer()
next(g)
try:
    next(g.gi_yieldfrom)
    g.gi_yieldfrom.send(1)
except (StopIteration, TypeError, ValueError) as error:
    print(type(error).__name__, error)
g.close()
print(sys.getrefcount(g) < 5)
