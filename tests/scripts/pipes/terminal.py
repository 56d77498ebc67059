import os
import pty

pid, master = pty.fork()
if pid == 0:
    print("on a terminal of its own", os.isatty(0))
    os._exit(2)
said = b""
while True:
    try:
        part = os.read(master, 1000)
    except OSError:
        break
    if not part:
        break
    said += part
print(said, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
