import asyncio


async def work(n):
    await asyncio.sleep(0.01)
    return n * n


async def main():
    print(await asyncio.gather(*(work(n) for n in range(3))))
    loop = asyncio.get_running_loop()
    print(await loop.run_in_executor(None, pow, 2, 5))


asyncio.run(main())
