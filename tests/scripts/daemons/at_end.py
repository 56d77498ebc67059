import threading
import time

begun = threading.Event()


def ticks():
    begun.set()
    while True:
        time.sleep(0.001)


threading.Thread(target=ticks, daemon=True).start()
begun.wait()


def blocks():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


threading.Thread(target=blocks, daemon=True).start()
print("main ends")
