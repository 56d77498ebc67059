import asyncio
import gc
import traceback


async def fails(n):
    await asyncio.sleep(0)
    raise ValueError("failed %d" % n)


async def middle(n):
    try:
        await fails(n)
    finally:
        await asyncio.sleep(0)
        print("cleans up", n)


async def quiet():
    print("meanwhile")
    await asyncio.sleep(0)
    print("still")


async def main():
    task = asyncio.create_task(quiet())
    try:
        await middle(1)
    except ValueError:
        traceback.print_exc()
    await task
    print(await asyncio.gather(middle(2), quiet(), return_exceptions=True))
    try:
        await asyncio.gather(fails(3), fails(4))
    except ValueError as error:
        print(error)
    task = asyncio.ensure_future(middle(5))
    await asyncio.wait([task])
    print(repr(task.exception()))
    raise LookupError("out of main")


asyncio.run(main())
