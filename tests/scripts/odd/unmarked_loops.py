"""Loops without marks in a script with marks: they run unstepped, and end as they do without us."""

import sys
import threading
import traceback


def adds(n):
    total = 0
    for each in range(n):
        if each & 1:
            total += each
    return total


def counts_down(n):
    while n:
        n -= 1


def fails(numbers):
    for at in range(10):
        numbers[at] = 1 / (5 - at)
    return numbers


def calls_behind(n):
    while n:
        n -= 1
    return stands(n)


def nested(n):
    total = 0
    for each in [1, 2, 3]:
        total += each
    return total + deeper(n)


def deeper(n):
    while n > 5:
        n -= 1
    if n:
        return nested(n - 1)
    return 0


def stands(n):
    n += 1  #: here
    return n


def profiles(frame, event, argument):
    seen.add(event)


seen = set()
print(adds(1000), counts_down(10), calls_behind(100), nested(9))
try:
    fails([0] * 10)  #: fails
except ZeroDivisionError:
    print(traceback.format_exc())  #: caught
thread = threading.Thread(target=adds, args=(10_000,))
thread.start()
print(adds(10_000))
thread.join()
thread = threading.Thread(target=fails, args=([],), name="fails")
thread.start()
thread.join()
print(sys.excepthook is sys.__excepthook__)
sys.setprofile(profiles)
adds(10)
sys.setprofile(None)
print("call" in seen, "return" in seen)
print(sys.gettrace(), sys.getprofile(), stands(1))
fails([])
