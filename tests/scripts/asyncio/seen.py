import asyncio
import collections
import inspect
import sys


async def inner():
    return sys._getframe().f_back.f_code.co_name, [f.function for f in inspect.stack()][:2]


async def main():
    loop = asyncio.get_running_loop()
    print(type(loop._ready), isinstance(loop._ready, collections.deque), await inner())
    task = asyncio.current_task()
    print(task.get_name(), type(task).__name__, task.get_stack()[0].f_code.co_name)
    print(loop.create_task.__name__, asyncio.BaseEventLoop.call_at.__qualname__, asyncio.Handle._run.__name__)
    one = asyncio.create_task(inner(), name="one")
    await one
    print(one.get_name(), "finished" in repr(one), loop.time() > 0)


asyncio.run(main())
