import asyncio

balance = 0


async def deposit(lock, n):
    global balance
    async with lock:
        seen = balance
        await asyncio.sleep(0.01)
        balance = seen + n


async def limited(semaphore, n):
    async with semaphore:
        print("in", n)
        await asyncio.sleep(0.01)
    print("out", n)


async def waits(event, n):
    await event.wait()
    print("awake", n)


async def main():
    lock = asyncio.Lock()
    await asyncio.gather(*(deposit(lock, n) for n in (1, 2, 3)))
    print(balance, lock.locked())
    semaphore = asyncio.Semaphore(2)
    await asyncio.gather(*(limited(semaphore, n) for n in range(3)))
    event = asyncio.Event()
    tasks = [asyncio.create_task(waits(event, n)) for n in range(2)]
    await asyncio.sleep(0)
    event.set()
    await asyncio.gather(*tasks)
    condition = asyncio.Condition()
    ready = []

    async def consumer():
        async with condition:
            await condition.wait_for(lambda: ready)
            print("has", ready.pop())

    task = asyncio.create_task(consumer())
    await asyncio.sleep(0)
    async with condition:
        ready.append("it")
        condition.notify()
    await task


asyncio.run(main())
