"""A generator that several threads resume, one after another; two that have one at the same time."""

import threading


def numbers():
    n = 0
    while True:
        n += yield n


g = numbers()
next(g)
lock = threading.Lock()


def adds(k):
    with lock:
        for _ in range(2):
            got = g.send(k)


for k in (1, 10):
    t = threading.Thread(target=adds, args=(k,))
    t.start()
    t.join()
print(g.send(0))


def waits(event):
    yield "before"
    event.wait()
    yield "behind"


event = threading.Event()
w = waits(event)
next(w)
got = []
t = threading.Thread(target=lambda: got.append(next(w)))
t.start()
event.set()
t.join()
print(got)


def made_there(box):
    def local():
        yield 1
        yield 2

    box.append(local())
    next(box[0])


box = []
t = threading.Thread(target=made_there, args=(box,))
t.start()
t.join()
print(next(box[0]), threading.active_count())
