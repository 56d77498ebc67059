"""asyncio's conditions, bounded semaphores and last-in queues, and what is wrong with them."""
import asyncio


async def takes(condition, has):
    async with condition:
        while not has:
            await condition.wait()
        print("takes", has.pop())


async def main():
    condition, has = asyncio.Condition(), []
    tasks = [asyncio.create_task(takes(condition, has)) for _ in range(2)]
    await asyncio.sleep(0)
    for item in "ab":
        async with condition:
            has.append(item)
            condition.notify_all()
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    try:
        condition.notify()
    except RuntimeError as error:
        print(error)
    bounded = asyncio.BoundedSemaphore(1)
    async with bounded:
        print("locked", bounded.locked())
    try:
        bounded.release()
    except ValueError as error:
        print(error)
    stack = asyncio.LifoQueue(2)
    for n in range(2):
        stack.put_nowait(n)
    try:
        stack.put_nowait(2)
    except asyncio.QueueFull:
        print("full", stack.full(), stack.get_nowait(), await stack.get(), stack.empty())
    lock = asyncio.Lock()
    print(repr(lock).split()[0], lock.locked())
    try:
        lock.release()
    except RuntimeError as error:
        print(error)


asyncio.run(main())
