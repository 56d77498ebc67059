from contextlib import ExitStack, contextmanager, suppress


@contextmanager
def opened(name):
    print("open", name)
    try:
        yield name.upper()
    except ValueError as error:
        print("swallows", error)
    finally:
        print("close", name)


with opened("a") as a, opened("b") as b:
    print(a, b)
with opened("c"):
    raise ValueError("inside")
try:
    with opened("d"):
        raise KeyError("goes through")
except KeyError as error:
    print("outside", error)


@opened("decorated")
def works():
    print("works")
    return 5


print(works())
with ExitStack() as stack:
    names = [stack.enter_context(opened(n)) for n in "xy"]
    print(names)


def suppresses():
    while True:
        with suppress(LookupError):
            yield "again"
            return


g = suppresses()
print(next(g), g.throw(IndexError), g.throw(KeyError("k")))
print(list(g))


@contextmanager
def bad():
    print("never yields")
    return
    yield


try:
    with bad():
        pass
except RuntimeError as error:
    print(error)
