import asyncio
import sys


async def main():
    program = await asyncio.create_subprocess_exec(
        "cat", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await program.communicate(b"through a cat")
    print(out.decode(), program.returncode)
    program = await asyncio.create_subprocess_shell("exit 3")
    print(await program.wait())
    program = await asyncio.create_subprocess_exec("sleep", "60")
    await asyncio.sleep(0)
    program.kill()
    print(await program.wait())


asyncio.run(main())
