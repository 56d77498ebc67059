"""Coroutines of the old kind: sources push, and each passes on what it is sent."""
from functools import wraps


def primed(function):
    @wraps(function)
    def start(*arguments):
        made = function(*arguments)
        next(made)
        return made

    return start


@primed
def broadcast(*targets):
    while True:
        item = yield
        for target in targets:
            target.send(item)


@primed
def keeps(test, target):
    while True:
        item = yield
        if test(item):
            target.send(item)


@primed
def averages():
    total = count = 0
    average = None
    while True:
        total += yield average
        count += 1
        average = total / count


@primed
def prints(name):
    try:
        while True:
            print(name, (yield))
    except GeneratorExit:
        print(name, "ends")


mean = averages()
out = prints("even")
all_of_them = broadcast(keeps(lambda n: n % 2 == 0, out), prints("all"), mean)
for n in range(1, 5):
    all_of_them.send(n)
print(mean.send(5))
out.close()
try:
    all_of_them.send(6)
except RuntimeError as error:
    print("nobody listens:", error)
