import asyncio
import concurrent.futures
import threading


def blocking(n):
    return n * n


async def job(n):
    await asyncio.sleep(0.01)
    return n + 1


async def main():
    loop = asyncio.get_running_loop()
    print(await loop.run_in_executor(None, blocking, 3))
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        print(await loop.run_in_executor(pool, blocking, 4))
    print(await asyncio.to_thread(blocking, 5))


asyncio.run(main())

# A loop in a thread of its own.
loop = asyncio.new_event_loop()
thread = threading.Thread(target=loop.run_forever)
thread.start()
print(asyncio.run_coroutine_threadsafe(job(1), loop).result(10))
loop.call_soon_threadsafe(loop.stop)
thread.join()
loop.close()
t = threading.Thread(target=lambda: print(asyncio.run(job(5))))
t.start()
t.join()
