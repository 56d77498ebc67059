"""Coroutines after Beazley: a broadcast to several who wait, a `finally` that is run when they are closed."""


def coroutine(function):
    def start(*arguments):
        made = function(*arguments)
        next(made)
        return made

    return start


@coroutine
def broadcast(*targets):
    try:
        while True:
            item = yield
            for target in targets:
                target.send(item)
    finally:
        for target in targets:
            target.close()
        print("broadcast closes")


@coroutine
def printer(name):
    count = 0
    try:
        while True:
            item = yield
            count += 1
            print(name, item)
    except GeneratorExit:
        print(name, "closes after", count)


@coroutine
def only(word, target):
    while True:
        item = yield
        if word in item:
            target.send(item)


all_of_it = broadcast(printer("all"), only("py", printer("py")))
for word in ("snake", "python", "pypy"):
    all_of_it.send(word)
all_of_it.close()
