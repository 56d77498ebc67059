"""How deep calls may lie in one another, in many ways."""
import functools
import sys
import threading
import traceback


def down(n):
    try:
        return down(n + 1)
    except RecursionError:
        return n


@functools.lru_cache(None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


fact = lambda n: 1 if not n else n * fact(n - 1)

print(down(1))
print(fib(60))
print(fact(900) > 0)
try:
    fact(2000)
except RecursionError as error:
    print(error, len(traceback.extract_tb(error.__traceback__)))
results = []
thread = threading.Thread(target=lambda: results.append(down(1)))
thread.start()
thread.join()
print(results)


def stack():
    traceback.print_stack(file=sys.stdout)
    print([each.name for each in traceback.extract_stack()])


thread = threading.Thread(target=stack)
thread.start()
thread.join()
sys.setrecursionlimit(5000)
print(sys.getrecursionlimit(), down(1))
for bad in 0, -1, 2**31, "a", 1.5, 3:
    try:
        sys.setrecursionlimit(bad)
    except Exception as error:
        print(type(error).__name__, error)
sys.setrecursionlimit(2**31 - 1)
print(sys.getrecursionlimit())
sys.setrecursionlimit(120)
print(down(1))
print(down(1))
print(down(1))


def mutual(n):
    return other(n + 1)


def other(n):
    return mutual(n + 1)


try:
    mutual(0)
except RecursionError:
    print(traceback.format_exc().count("\n"))
sys.setrecursionlimit(1000)
mutual(1)
