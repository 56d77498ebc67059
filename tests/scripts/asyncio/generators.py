import asyncio


async def ticks(n):
    try:
        for i in range(n):
            await asyncio.sleep(0)
            got = yield i
            if got is not None:
                print("got", got)
    finally:
        print("ticks cleans up")
        await asyncio.sleep(0)
        print("ticks is done")


async def doubled(source):
    async for item in source:
        yield item * 2


class Counter:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.n:
            raise StopAsyncIteration
        self.n -= 1
        await asyncio.sleep(0)
        return self.n


async def main():
    async for i in ticks(2):
        print(i)
    print([i async for i in doubled(ticks(3))], [c async for c in Counter(2) if c])
    g = ticks(9)
    print(await g.__anext__(), await g.asend("sent"))
    try:
        await g.athrow(KeyError("thrown"))
    except KeyError as error:
        print("came out", error)
    g = ticks(9)
    await g.__anext__()
    await g.aclose()
    left = ticks(5)
    async for i in left:
        break
    await left.aclose()
    async with Manager() as m:
        print(m)


class Manager:
    async def __aenter__(self):
        await asyncio.sleep(0)
        return "entered"

    async def __aexit__(self, *exception):
        print("exits", exception)


asyncio.run(main())
