import sys

seen = []


def tracer(frame, event, argument):
    seen.append(event)
    return tracer


def work():
    n = 1
    return n


sys.settrace(tracer)
work()
sys.settrace(None)
print(seen)
