"""How generators end: dropped, closed, by an exception, in a cycle, at the end of the program."""

import gc


def counts(name):
    try:
        for i in range(10):
            yield i
    finally:
        print(name, "is left")


def plain():
    yield 1
    yield 2


for i in counts("loop"):
    break
print("behind the loop")
g = counts("dropped")
next(g)
g = None
print("behind the drop")
never = counts("never begun")
never.close()
del never
a, b = plain(), counts("closed")
next(a), next(b)
a.close()
b.close()
b.close()
print(a.gi_frame, b.gi_frame, list(a), list(b))


def refuses():
    while True:
        try:
            yield
        except GeneratorExit:
            print("refuses")
            yield "no"


r = refuses()
next(r)
try:
    r.close()
except RuntimeError as error:
    print(error)


def raises():
    yield 1
    raise LookupError("inside")


try:
    list(raises())
except LookupError as error:
    print("came out:", error)


def stops():
    yield 1
    raise StopIteration("too early")


try:
    list(stops())
except RuntimeError as error:
    print(error, type(error.__cause__).__name__)


class Holder:
    pass


holder = Holder()


def cycle(holder):
    try:
        yield holder
    finally:
        print("the cycle is found")


holder.generator = cycle(holder)
next(holder.generator)
del holder
gc.collect()
for left in (counts("returns early"),):
    for i in left:
        if i == 1:
            print("leaves", i)
            break


def inside():
    g = counts("local")
    next(g)
    print("about to return")


inside()
last = counts("last")
next(last)
last.close()
