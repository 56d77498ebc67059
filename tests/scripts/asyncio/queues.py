import asyncio


async def producer(queue, n):
    for i in range(n):
        await queue.put(i)
    await queue.put(None)


async def consumer(queue):
    while True:
        item = await queue.get()
        queue.task_done()
        if item is None:
            break
        print("takes", item)


async def worker(name, jobs):
    while True:
        job = await jobs.get()
        await asyncio.sleep(job / 100)
        print(name, job)
        jobs.task_done()


async def main():
    queue = asyncio.Queue(maxsize=1)
    await asyncio.gather(producer(queue, 3), consumer(queue))
    jobs = asyncio.PriorityQueue()
    for job in (3, 1, 2):
        jobs.put_nowait(job)
    workers = [asyncio.create_task(worker("w%d" % n, jobs)) for n in range(1)]
    await jobs.join()
    for each in workers:
        each.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    try:
        jobs.get_nowait()
    except asyncio.QueueEmpty:
        print("empty", jobs.qsize())


asyncio.run(main())
