"""Who is shielded goes on; who waits for it is cancelled."""
import asyncio


async def saves(name):
    await asyncio.sleep(0.02)
    print("saved", name)
    return name


async def careful(task):
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        print("left while it saves")
        raise


async def main():
    task = asyncio.create_task(saves("a"))
    waits = asyncio.create_task(careful(task))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waits.cancel()
    try:
        await waits
    except asyncio.CancelledError:
        print("cancelled", waits.cancelled(), task.done())
    print(await task)
    try:
        await asyncio.wait_for(asyncio.shield(saves("b")), 0.001)
    except asyncio.TimeoutError:
        print("no time")
    await asyncio.sleep(0.05)


asyncio.run(main())
