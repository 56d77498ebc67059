# region: imports, and a loop whose clock jumps
import asyncio, socket, time
from selectors import DefaultSelector

clock = "virtual"

class Jump(DefaultSelector):
    jumped = 0

    def select(self, timeout=None):
        ready = super().select(timeout and 0)
        if timeout and not ready:
            self.sleep(timeout)
        return ready

    def sleep(self, seconds):
        self.jumped += seconds

class Loop(asyncio.SelectorEventLoop):
    def time(self):
        return jump.jumped

if clock == "virtual":
    jump = Jump()
    loop = Loop(jump)
    time.sleep = jump.sleep
else:
    loop = asyncio.SelectorEventLoop()
# endregion

how = "gather"
tasks = 3
blocking = "no"
cancel = "no"
counter = 0

async def work(n):
    global counter
    seen = counter  #: read  clock=jump.jumped  counter=counter
    try:
        if blocking == "yes" and n == 1:
            time.sleep(0.5)  #: block
        await asyncio.sleep(n / 10)  #: sleep
    except asyncio.CancelledError:
        if cancel == "no":
            raise
        print(f"t{n} is asked to stop")  #: asked
        if cancel == "obeyed":
            raise  #: stop
    counter = seen + 1  #: write  clock=jump.jumped  counter=counter
    print(f"t{n} ends")  #: -  counter=counter

async def listen(ear):
    word = await loop.sock_recv(ear, 9)  #: recv
    print("heard:", word.decode())  #: heard

def ask(jobs):
    if cancel != "no":
        loop.call_later(0.05, jobs[-1].cancel)  #: ask

async def main():
    # region: a stopwatch, and a task that listens
    ear, mouth = socket.socketpair()
    ear.setblocking(False)
    listener = loop.create_task(listen(ear))
    jobs, start = [], loop.time()
    # endregion
    each = [work(n + 1) for n in range(tasks)]
    if how == "sequential":
        for coro in each:
            await coro  #: one
    elif how == "gather":
        for coro in each:
            jobs.append(loop.create_task(coro))  #: create
        ask(jobs)
        await asyncio.gather(*jobs,  #: gather
                      return_exceptions=True)
    elif how == "taskgroup":
        async with asyncio.TaskGroup() as g:
            for coro in each:
                jobs.append(g.create_task(coro))  #: group
            ask(jobs)
    else:
        each.clear()  #: forget
    took = loop.time() - start
    print(f"{took:.1f} s, counter {counter}")  #: took  clock=jump.jumped
    if jobs and cancel != "no":
        print("cancelled:",
              jobs[-1].cancelled())
    mouth.send(b"all done")  #: send
    await listener  #: listener

loop.run_until_complete(main())  #: run
loop.close()
