import asyncio

count = 0

async def fetch(n):
    global count
    await asyncio.sleep(n / 10)
    count += 1
    return n * 2

async def producer(q):
    for i in range(2):
        await q.put(i)
    await q.put(None)

async def consumer(q):
    while (item := await q.get()) is not None:
        print("got", item)

async def ticks(n):
    for i in range(n):
        yield i
        await asyncio.sleep(0.01)

async def main():
    a = asyncio.create_task(fetch(1), name="alice")
    b = asyncio.create_task(fetch(2))
    print(await asyncio.gather(a, b))
    q = asyncio.Queue(1)
    await asyncio.gather(producer(q), consumer(q))
    async for t in ticks(2):
        print(t)
    try:
        await asyncio.wait_for(fetch(50), 0.05)
    except asyncio.TimeoutError:
        print("timeout")
    lock = asyncio.Lock()
    async with lock:
        w = asyncio.create_task(lock.acquire())
        await asyncio.sleep(0)
        w.cancel()
    print(await asyncio.to_thread(sum, [1, 2]))

asyncio.run(main())
print(count)
