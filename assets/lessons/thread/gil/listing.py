# region: imports, and a measure of time and cores
import os
import sys
from threading import Thread
from time import perf_counter, sleep

interval = 5
sys.setswitchinterval(interval / 1000)

def clocks():
    return perf_counter(), sum(os.times()[:4])

def measure(name, job):
    began, used = clocks()
    job()
    ended, all_used = clocks()
    wall = ended - began
    cores = (all_used - used) / wall
    print(f"{name}: {wall:.2f} s,",
          f"{cores:.1f} cores")
# endregion

threads = 4
work = "cpu"
rounds = 1000
# The model's: CPython has its own.
points = "3.10"

c = 0

def f():
    pass

def task():
    global c
    if work == "io":
        for i in range(rounds // 50):
            sleep(0.01)
    elif work == "call":
        for i in range(rounds * 1000):
            t = c
            f()
            c = t + 1
    else:
        for i in range(rounds * 1000):
            c += 1

def in_threads():
    team = [Thread(target=task)
            for _ in range(threads)]
    for t in team:  #: start
        t.start()
    for t in team:  #: join
        t.join()

def in_processes():
    for _ in range(threads):  #: fork
        if os.fork() == 0:
            task()
            os._exit(0)
    for _ in range(threads):  #: wait
        os.wait()

measure("threads", in_threads)
print("c =", c)  #: lost
measure("processes", in_processes)
