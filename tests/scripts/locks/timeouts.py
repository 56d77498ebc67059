import threading
import time

lock = threading.Lock()


def holds():
    with lock:
        time.sleep(0.1)


thread = threading.Thread(target=holds)
thread.start()
time.sleep(0.02)
print(lock.acquire(timeout=0.01))
print(lock.acquire(timeout=5))
thread.join()
