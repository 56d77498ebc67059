import _thread
import time


def bad():
    raise ValueError("nobody catches it")


_thread.start_new_thread(bad, ())
time.sleep(0.1)
print("on")
