import asyncio

total = 0


async def adds(n):
    global total
    await asyncio.sleep(n % 3 / 1000)
    total += n


async def main():
    await asyncio.gather(*(adds(n) for n in range(60)))
    for n in range(60):
        await adds(n)


asyncio.run(main())
print(total)
