import asyncio


async def patient(n):
    try:
        await asyncio.sleep(n)
    except asyncio.CancelledError:
        print("asked to stop")
        await asyncio.sleep(0)
        print("stops")
        raise
    finally:
        print("cleans up")


async def stubborn():
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        return "goes on"


async def main():
    task = asyncio.create_task(patient(9))
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("was cancelled", task.cancelled())
    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    task.cancel()
    print(await task, task.cancelled())
    never = asyncio.create_task(patient(1))
    never.cancel()
    print(await asyncio.gather(never, return_exceptions=True))
    inner = asyncio.ensure_future(asyncio.sleep(0.02, "kept"))
    outer = asyncio.shield(inner)
    outer.cancel()
    try:
        await outer
    except asyncio.CancelledError:
        print("shielded", inner.cancelled(), await inner)


asyncio.run(main())
