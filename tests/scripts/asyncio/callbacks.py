"""Futures and callbacks by hand: what a loop does below tasks."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    future.add_done_callback(lambda done: print("done", done.result()))
    loop.call_soon(print, "soon")
    loop.call_later(0.01, future.set_result, 7)
    loop.call_at(loop.time() + 0.005, print, "earlier")
    never = loop.call_later(60, print, "never")
    never.cancel()
    print("got", await future)
    failed = loop.create_future()
    loop.call_soon(failed.set_exception, ValueError("no"))
    try:
        await failed
    except ValueError as error:
        print("failed", error)
    loop.call_soon_threadsafe(print, "from a thread")
    await asyncio.sleep(0)
    print(sorted(task.get_name() == "main" for task in asyncio.all_tasks()))


asyncio.run(main())
