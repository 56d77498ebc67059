import os
import signal
import time

pid = os.fork()
if pid == 0:
    while True:
        time.sleep(1)
os.kill(pid, signal.SIGTERM)
_, status = os.waitpid(pid, 0)
print("signal", os.WTERMSIG(status))
