"""What is forgotten: a coroutine that nobody awaits, an exception that nobody asks for, a callback that raises."""

import asyncio
import gc
import warnings

warnings.simplefilter("always")


async def forgotten():
    print("never printed")


async def fails():
    raise ValueError("nobody asks")


async def main():
    forgotten()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print("handler:", context["message"], repr(context.get("exception"))))
    task = asyncio.create_task(fails(), name="fails")
    await asyncio.sleep(0)
    del task
    gc.collect()
    loop.call_soon(lambda: 1 / 0)
    await asyncio.sleep(0)
    print("main ends")


asyncio.run(main())
