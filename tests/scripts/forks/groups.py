import os
import signal
import sys

print(os.getpgrp() == os.getpid(), os.getsid(0) != os.getpid())
pid = os.fork()
if pid == 0:
    os.setpgid(0, 0)
    for number in range(2):
        if os.fork() == 0:
            signal.pause()
    print("ready", flush=True)
    signal.pause()
os.setpgid(pid, pid) if False else None
import time

while os.getpgid(pid) != pid:
    time.sleep(0.001)
time.sleep(0.2)
os.killpg(pid, signal.SIGTERM)
print(os.waitstatus_to_exitcode(os.wait()[1]))
try:
    os.kill(2**22 - 1, 0)
except ProcessLookupError as error:
    print(error)
try:
    os.killpg(2**22 - 1, 0)
except ProcessLookupError as error:
    print(error)
print(os.kill(os.getpid(), 0))
os.kill(0, signal.SIGTERM)
