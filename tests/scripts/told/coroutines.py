import asyncio


def numbers():
    try:
        got = yield 1
        yield from [got, 2]
    except KeyError:
        yield "caught"


g = numbers()
print(next(g))
print(g.send("sent"))
h = numbers()
print(next(h), h.throw(KeyError))
h.close()
for each in numbers():
    print(each)
    break


async def add(a, b):
    await asyncio.sleep(0)
    return a + b


async def count():
    yield 1


class Nothing:
    def __await__(self):
        return iter(())


by_hand = add(1, 2)
by_hand.send(None)
by_hand.close()


async def main():
    q, lock, gate = asyncio.Queue(1), asyncio.Lock(), asyncio.Event()
    await Nothing()
    print(await asyncio.gather(add(1, 2), add(3, 4)))
    task = asyncio.create_task(add(5, 6))
    await asyncio.wait([task])
    print(await asyncio.wait_for(add(7, 8), 1))
    for first in asyncio.as_completed([add(9, 10)]):
        print(await first)
    print(await asyncio.shield(add(11, 12)))
    if hasattr(asyncio, "to_thread"):
        print(await asyncio.to_thread(pow, 2, 4))
    async with lock:
        await q.put("queued")
    print(await q.get())
    gate.set()
    await gate.wait()
    async for n in count():
        print(n)
    lost = asyncio.create_task(gate.wait())
    lost.cancel()
    if hasattr(asyncio, "TaskGroup"):
        async with asyncio.TaskGroup() as group:
            group.create_task(add(13, 14))


asyncio.run(main())
