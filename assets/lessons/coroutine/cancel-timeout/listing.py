import asyncio, sys, time

# region: what says that Python 3.11 is needed
def needs(name):
    if hasattr(asyncio, name):
        return
    this = sys.version.split()[0]
    sys.exit(f"asyncio.{name} needs Python"
             " 3.11 or newer, not " + this)
# endregion

what = "wait_for"
when_asked = "obeys"

async def work(name, seconds):
    try:
        await asyncio.sleep(seconds)  #: sleep
    except asyncio.CancelledError:
        print(name, "is asked to stop")  #: asked
        if when_asked == "swallows":
            return  #: swallow
        if when_asked == "cleans":
            await asyncio.sleep(0.3)  #: clean
        raise  #: stop
    print(name, "is done")  #: done

async def fails(name, seconds):
    await asyncio.sleep(seconds)  #: before
    raise ValueError(name)  #: fail

def read(name, seconds):
    time.sleep(seconds)  #: read
    print(name, "has read")  #: has-read

async def hold(name, seconds):
    read(name, seconds)  #: block

async def main():
    # region: a stopwatch
    loop = asyncio.get_running_loop()
    start = loop.time()
    # endregion
    if what == "wait_for" or what == "shield":
        job = asyncio.create_task(work("t1", 1))  #: create
    elif what == "blocking":
        job = asyncio.create_task(hold("t1", 1))  #: create-blocking
    elif what == "to_thread":
        job = asyncio.to_thread(read, "t1", 1)  #: thread
    if what == "timeout":
        needs("timeout")
        try:
            async with asyncio.timeout(1.2):  #: timeout
                await work("t1", 0.8)  #: first
                await work("t2", 0.8)  #: second
            end = "in time"  #: unheard
        except TimeoutError:
            end = "timeout"  #: over
    elif what == "group":
        needs("TaskGroup")
        try:
            async with asyncio.TaskGroup() as g:
                g.create_task(work("t1", 1))  #: group
                g.create_task(fails("t2", 0.4))  #: failing
            end = "no error"
        except Exception as error:
            end = type(error).__name__  #: grouped
    elif what == "nested":
        coro = work("t1", 0.1)
        try:
            asyncio.run(coro)  #: nested
            end = "no error"
        except RuntimeError as error:
            print(error)
            coro.close()  #: refused
            end = "refused"
    else:
        try:
            if what == "shield":
                outer = asyncio.shield(job)
                await asyncio.wait_for(outer, 0.4)  #: shield
            else:
                await asyncio.wait_for(job, 0.4)  #: wait-for
            end = "in time"  #: in-time
        except asyncio.TimeoutError:
            if what == "shield":
                print("cancelled:", outer.cancelled())
            end = "timeout"  #: late
    took = loop.time() - start
    print(f"{took:.1f} s: {end}")
    if what == "shield":
        await job  #: job

asyncio.run(main())  #: run
