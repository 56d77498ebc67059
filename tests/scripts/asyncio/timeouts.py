import asyncio
import time


async def slow(n):
    await asyncio.sleep(n)
    return n


async def main():
    print(await asyncio.wait_for(slow(0.01), 1))
    try:
        await asyncio.wait_for(slow(30), 0.01)
    except asyncio.TimeoutError:
        print("too slow")
    done, pending = await asyncio.wait({asyncio.ensure_future(slow(t)) for t in (0.01, 20)}, timeout=0.1)
    print(len(done), len(pending))
    for task in pending:
        task.cancel()
    done, pending = await asyncio.wait(
        {asyncio.ensure_future(slow(t)) for t in (0.02, 0.5)}, return_when=asyncio.FIRST_COMPLETED
    )
    print(len(done), len(pending))
    loop = asyncio.get_running_loop()
    called = loop.create_future()
    loop.call_later(0.01, called.set_result, "called")
    loop.call_later(9, print, "never").cancel()
    loop.call_soon(print, "soon")
    print(await called)
    await asyncio.gather(*pending)


start = time.monotonic()
asyncio.run(main())
print("in time", time.monotonic() - start < 60)
