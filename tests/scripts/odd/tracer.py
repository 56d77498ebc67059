"""Traces itself in earnest: lines, values, exceptions, threads."""
import sys
import threading

seen = []


def tracer(frame, event, argument):
    if frame.f_code.co_name in ("work", "inner", "fails"):
        said = argument[0].__name__ if event == "exception" else argument
        seen.append((event, frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, said))
        return tracer
    return None


def inner(n):
    return n * 2


def fails():
    raise ValueError("on purpose")


def work():
    total = 0
    for n in range(2):
        total += inner(n)
    try:
        fails()
    except ValueError:
        total += 1
    return total


print(sys.gettrace())
sys.settrace(tracer)
work()
print(sys.gettrace() is tracer)
sys.settrace(None)
print(*seen, sep="\n")

seen.clear()
threading.settrace(tracer)
thread = threading.Thread(target=work)
thread.start()
thread.join()
threading.settrace(None)
print(*seen, sep="\n")
