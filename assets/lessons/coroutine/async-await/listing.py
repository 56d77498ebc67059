import asyncio, socket, time
from selectors import DefaultSelector

how = "gather"
tasks = 3
blocking = "no"
cancel = "no"
clock = "virtual"
counter = 0

async def work(n):
    global counter
    seen = counter  #: read
    try:
        if blocking == "yes" and n == 1:
            time.sleep(0.5)  #: block
        await asyncio.sleep(n / 10)  #: sleep
    except asyncio.CancelledError:
        print(f"t{n} is asked to stop")  #: asked
        if cancel == "obeyed":
            raise  #: stop
    counter = seen + 1  #: write
    print(f"t{n} ends")

async def listen(ear):
    loop = asyncio.get_running_loop()
    word = await loop.sock_recv(ear, 9)  #: recv
    print("heard:", word.decode())

def ask(loop, task):
    if cancel != "no":
        loop.call_later(0.05, task.cancel)  #: ask

async def main():
    loop = asyncio.get_running_loop()
    ear, mouth = socket.socketpair()
    ear.setblocking(False)
    listener = loop.create_task(listen(ear))
    jobs, start = [], loop.time()
    each = [work(n + 1) for n in range(tasks)]
    if how == "sequential":
        for coro in each:
            await coro  #: one
    elif how == "gather":
        for coro in each:
            job = loop.create_task(coro)  #: create
            jobs.append(job)
        ask(loop, job)
        await asyncio.gather(*jobs,  #: gather
                      return_exceptions=True)
    elif how == "taskgroup":
        async with asyncio.TaskGroup() as g:
            for coro in each:
                job = g.create_task(coro)  #: group
                jobs.append(job)
            ask(loop, job)
    else:
        each.clear()  #: forget
    took = loop.time() - start
    print(f"{took:.1f} s, counter {counter}")  #: took
    if jobs and cancel != "no":
        print("cancelled:", job.cancelled())
    mouth.send(b"all done")  #: send
    await listener  #: listener

class Jump(DefaultSelector):
    jumped = 0
    def select(self, timeout=None):
        jumps = clock == "virtual" and timeout
        wait = 0 if jumps else timeout
        ready = super().select(wait)
        if jumps and not ready:
            self.jumped += timeout
        return ready

class Loop(asyncio.SelectorEventLoop):
    def time(self):
        return super().time() + jump.jumped

jump = Jump()
loop = Loop(jump)
loop.run_until_complete(main())  #: run
loop.close()
