import asyncio


async def work(n):
    try:
        await asyncio.sleep(n / 20)
        if n == 2:
            raise ValueError("two")
        print("done", n)
    except asyncio.CancelledError:
        print("cancelled", n)
        raise


async def main():
    if not hasattr(asyncio, "TaskGroup"):
        return print("no groups")
    async with asyncio.TaskGroup() as group:
        group.create_task(work(1))
        task = group.create_task(work(0), name="zero")
    print(task.get_name(), "ended")
    try:
        async with asyncio.TaskGroup() as group:
            for n in (1, 2, 3):
                group.create_task(work(n))
    except Exception as error:
        print(type(error).__name__, [str(inner) for inner in error.exceptions])
    try:
        async with asyncio.timeout(0.01):
            await work(9)
    except TimeoutError:
        print("timeout")


asyncio.run(main())
