import asyncio
import os
import signal


async def main():
    loop = asyncio.get_running_loop()
    got = loop.create_future()
    loop.add_signal_handler(signal.SIGUSR1, got.set_result, "heard")
    loop.call_later(0.01, os.kill, os.getpid(), signal.SIGUSR1)
    print(await got)
    loop.remove_signal_handler(signal.SIGUSR1)
    raise SystemExit(4)


asyncio.run(main())
