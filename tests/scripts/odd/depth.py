import sys


def down(n):
    try:
        return down(n + 1)
    except RecursionError:
        return n


print(down(1))
sys.setrecursionlimit(300)
print(down(1))


class Deep:
    def __repr__(self):
        return repr(self)


def fails(n):
    if n:
        fails(n - 1)
    raise LookupError("down there")


try:
    repr(Deep())
except RecursionError as error:
    print(error)
try:
    print(down(1))
    fails(20)
except LookupError as error:
    tb, depth = error.__traceback__, 0
    while tb:
        tb, depth = tb.tb_next, depth + 1
    print(depth)


def endless():
    endless()


endless()
