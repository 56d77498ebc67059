import os
import time

parent = os.getpid()
if os.fork() == 0:
    if os.fork() == 0:
        while os.getppid() == parent:
            time.sleep(0.01)
        time.sleep(0.02)
        os._exit(0)
    os._exit(0)
os.wait()
print("done")
