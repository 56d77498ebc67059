"""What a program can see of itself with generators in it."""

import inspect
import sys
import types


def g(a, b=2, *, c=3):
    """Doc."""
    x = yield a
    return x


made = g(1)
print(g.__name__, g.__doc__, g.__code__.co_varnames, g.__code__.co_names, g.__defaults__, inspect.signature(g))
print(inspect.isgeneratorfunction(g), type(made) is types.GeneratorType, inspect.getgeneratorstate(made))
next(made)
print(inspect.getgeneratorstate(made), inspect.getgeneratorlocals(made), made.gi_frame.f_lineno)
print(inspect.getsource(g) == "".join(open(__file__).readlines()[6:12]).rstrip("\n") + "\n" or inspect.getsource(g))
made.close()
print(inspect.getgeneratorstate(made), made.gi_frame)
print(sorted(vars(sys.modules["__main__"]))[:6], [m for m in sys.modules if "concurrium" in m])


def caller():
    yield sys._getframe(1).f_code.co_name


def calls():
    return next(caller())


print(calls(), sys.gettrace())


async def co():
    return 1


c = co()
print(inspect.getcoroutinestate(c))
try:
    c.send(None)
except StopIteration as stop:
    print(stop.value)
print(inspect.getcoroutinestate(c))


@types.coroutine
def switch():
    return (yield "switch")


async def uses():
    return await switch(), await switch()


u = uses()
print(u.send(None), u.send(1))
try:
    u.send(2)
except StopIteration as stop:
    print(stop.value)
