# region: imports
import asyncio
import os
import signal
import time
from threading import Thread
# endregion

workers = 3
work = "cpu"
size = 30
question = "none"

shared = 0

def end(n):
    global shared
    shared += 1
    os.write(writer, b"%d " % n)

def begin(n):
    if question == "crash" and n == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    if question == "block" and n == 0:
        time.sleep(0.5)

# region: compute or sleep, then end(n)
def compute():
    sum(range(size * 20000))

def job(n):
    begin(n)
    if work == "cpu":
        compute()
    else:
        time.sleep(size / 100)
    end(n)

async def task(n):
    begin(n)
    if work == "cpu":
        compute()
    else:
        await asyncio.sleep(size / 100)
    end(n)
# endregion

def processes():
    for n in range(workers):
        if os.fork() == 0:  #: fork
            job(n)
            os._exit(0)
    for n in range(workers):
        os.wait()

def threads():
    team = [Thread(target=job, args=[n])
            for n in range(workers)]
    for t in team:
        t.start()  #: start
    for t in team:
        t.join()

async def gather():
    each = map(task, range(workers))
    await asyncio.gather(*each)

def coroutines():
    asyncio.run(gather())  #: run

for way in processes, threads, coroutines:
    reader, writer = os.pipe()
    if os.fork() == 0:  #: house
        way()
        os.write(writer, b"= %d" % shared)
        os._exit(0)
    os.wait()  #: wait
    # region: what the jobs said
    os.close(writer)
    told = os.read(reader, 999).decode()
    order, _, saw = told.partition("= ")
    order = order.split()
    done = f"{len(order)} of {workers}"
    name = way.__name__ + ":"
    # endregion
    print(name, done, "finished,",  #: print
          "shared =", saw or None)
    if question == "block":
        first = order.index("0")
        print(first, "before the blocked one")
