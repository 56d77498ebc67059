import asyncio
import contextvars
from contextlib import asynccontextmanager

user = contextvars.ContextVar("user", default="nobody")


@asynccontextmanager
async def session(name):
    token = user.set(name)
    try:
        await asyncio.sleep(0)
        yield name
    finally:
        user.reset(token)
        print("closes", name)


async def handle(name):
    async with session(name):
        await asyncio.sleep(0.01)
        print(name, user.get())


async def main():
    await asyncio.gather(*map(handle, ("ann", "bob")))
    print(user.get())
    try:
        async with session("eve"):
            raise KeyError("inside")
    except KeyError as error:
        print("out", error)


asyncio.run(main())
