import asyncio


async def work(name, n):
    for i in range(n):
        print(name, i)
        await asyncio.sleep(0)
    return name * n


async def main():
    one = asyncio.create_task(work("a", 2), name="one")
    two = asyncio.create_task(work("b", 3))
    print(one.get_name(), one.done(), len(asyncio.all_tasks()))
    print(await two, await one)
    print(await asyncio.gather(work("c", 1), work("d", 1)))
    for next_one in asyncio.as_completed([work("e", 1)]):
        print(await next_one)
    done, pending = await asyncio.wait([asyncio.ensure_future(work("g", 1))])
    print(len(done), len(pending), asyncio.current_task().get_coro().__name__)


asyncio.run(main())
