import asyncio
import signal
import os


async def reads(stream):
    return await stream.read()


async def main():
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, print, "signalled")
    os.kill(os.getpid(), signal.SIGUSR1)
    await asyncio.sleep(0)
    await asyncio.sleep(0.01)
    child = await asyncio.create_subprocess_exec("sh", "-c", "echo child; exit 3", stdout=asyncio.subprocess.PIPE)
    print(await reads(child.stdout), await child.wait())
    print(await loop.run_in_executor(None, sum, [1, 2]))
    queue = asyncio.Queue(1)

    async def fills():
        for n in range(3):
            await queue.put(n)

    task = asyncio.create_task(fills(), name="fills")
    print([await queue.get() for _ in range(3)], task.get_name())
    await task
    try:
        await asyncio.wait_for(asyncio.sleep(10), 0.01)
    except asyncio.TimeoutError:
        print("too late")
    print(await asyncio.gather(asyncio.sleep(0, 1), fails(), return_exceptions=True))
    server = await asyncio.start_server(serves, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(b"hello\n")
    print(await reader.readline())
    writer.close()
    server.close()
    asyncio.create_task(asyncio.sleep(100))
    await fails()


async def serves(reader, writer):
    writer.write((await reader.readline()).upper())
    await writer.drain()
    writer.close()


async def fails():
    raise LookupError("in a task")


asyncio.run(main())
