import asyncio


async def count(n):
    for i in range(n):
        await asyncio.sleep(0)
    return n


loop = asyncio.new_event_loop()
print(loop.run_until_complete(count(2)), loop.is_running())
task = loop.create_task(count(1), name="named") if hasattr(loop, "create_task") else None
loop.run_until_complete(task)
print(task.result(), task.get_name())
future = loop.create_future()
loop.call_soon(future.set_result, 7)
print(loop.run_until_complete(future))


def stop():
    print("stops")
    loop.stop()


loop.call_later(0.01, stop)
loop.run_forever()
try:
    loop.run_until_complete(asyncio.sleep(0.01, "slept", **{}))
    print("again")
finally:
    loop.close()
print(loop.is_closed())


class Own:
    def __await__(self):
        print("own is awaited")
        got = yield
        return got or "nothing"


async def main():
    print(await Own())
    left = count(1)
    try:
        asyncio.run(left)
    except RuntimeError as error:
        print(error)
    left.close()


asyncio.run(main(), debug=False)
print(asyncio.run(count(300)))
