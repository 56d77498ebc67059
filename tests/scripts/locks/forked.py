import os
import threading

lock = threading.Lock()
lock.acquire()
if os.fork() == 0:
    print("child:", lock.acquire(timeout=0.01))
    os._exit(0)
os.wait()
lock.release()
print("parent:", lock.acquire(False))
