"""Provokes what asyncio and coroutine objects say, a line each."""

import asyncio
import types
import warnings


async def co():
    pass


async def fails():
    raise ValueError


def said(call):
    try:
        call()
    except BaseException as error:
        print(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)


def running(body):
    said(lambda: asyncio.run(body()))


warnings.simplefilter("always")
warnings.showwarning = lambda message, *_: print(f"RuntimeWarning: {message}")
started = co()
said(lambda: started.send(5))
said(lambda: iter(started))
said(lambda: started.send(None))
said(lambda: started.send(None))
said(lambda: started.throw(ValueError))


async def stops():
    raise StopIteration


said(lambda: stops().send(None))


@types.coroutine
def parked():
    yield


async def ignores():
    try:
        await parked()
    except GeneratorExit:
        await parked()


stubborn = ignores()
stubborn.send(None)
said(stubborn.close)
co()


async def awaits_int():
    await 5


async def awaits_twice():
    again = co()
    await again
    await again


async def nests():
    nested = co()
    try:
        asyncio.run(nested)
    finally:
        nested.close()


@types.coroutine
def seven():
    yield 7


async def yields_seven():
    await seven()


async def one_fails():
    async with asyncio.TaskGroup() as group:
        group.create_task(fails())


async def two_fail():
    async with asyncio.TaskGroup() as group:
        group.create_task(fails())
        group.create_task(fails())


async def stopped():
    asyncio.current_task().cancel()
    await asyncio.sleep(1)


async def late():
    async with asyncio.TaskGroup() as group:
        group.create_task(co())
    after = co()
    try:
        group.create_task(after)
    finally:
        after.close()


counter = 0


async def add():
    global counter
    seen = counter
    await asyncio.sleep(0)
    counter = seen + 1


async def hundred():
    await asyncio.gather(*[add() for _ in range(100)])
    print("counter", counter)


async def deaf():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        pass


async def swallowed():
    task = asyncio.create_task(deaf())
    await asyncio.sleep(0)
    task.cancel()
    await task
    print("cancelled", task.cancelled())


groups = [one_fails, two_fail, late] if hasattr(asyncio, "TaskGroup") else []  # 3.11
for body in [awaits_int, awaits_twice, nests, yields_seven, one_fails, two_fail, stopped, late, hundred, swallowed]:
    if groups or body not in [one_fails, two_fail, late]:
        running(body)
