"""Every way in which a generator is closed, and what it may answer."""


def tidy(name):
    try:
        yield name
    finally:
        print("tidy", name)


def stays():
    try:
        yield 1
    except GeneratorExit:
        yield 2


def raises():
    try:
        yield 1
    except GeneratorExit:
        raise KeyError("instead") from None


def returns():
    try:
        yield 1
    except GeneratorExit:
        return 5


fresh = tidy("never")
fresh.close()
print(next(fresh, "nothing"))
begun = tidy("begun")
next(begun)
begun.close()
begun.close()
for make in (stays, raises, returns):
    g = make()
    next(g)
    try:
        g.close()
        print(make.__name__, "is closed")
    except (RuntimeError, KeyError) as error:
        print(make.__name__, type(error).__name__, error)
    g = None
outer = (inner for inner in tidy("outer"))
next(outer)
del outer
