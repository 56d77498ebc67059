"""Coroutines without asyncio: a loop of one's own."""

from collections import deque
import types


@types.coroutine
def switch():
    yield


async def countdown(name, n):
    while n:
        print(name, n)
        await switch()
        n -= 1


async def nested():
    await countdown("inner", 2)
    print("nested is done")


ready = deque([countdown("a", 2), nested()])
while ready:
    task = ready.popleft()
    try:
        task.send(None)
        ready.append(task)
    except StopIteration:
        print("one is done")
c = countdown("closed", 5)
c.send(None)
c.close()
try:
    c.send(None)
except RuntimeError as error:
    print(error)
