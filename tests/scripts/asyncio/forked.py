import asyncio
import os


async def main():
    await asyncio.sleep(0)
    pid = os.fork()
    if not pid:
        os._exit(3)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    await asyncio.sleep(0.01)
    print("parent goes on")


asyncio.run(main())
