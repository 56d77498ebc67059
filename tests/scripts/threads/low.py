import _thread
import time

begun = _thread.allocate_lock()
begun.acquire()


def bad():
    begun.release()
    raise ValueError("nobody catches it")


_thread.start_new_thread(bad, ())
begun.acquire()
while _thread._count():  # until it has said so
    time.sleep(0.01)
print("on")
