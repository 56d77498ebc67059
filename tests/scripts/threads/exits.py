import os
import sys
import threading


def leaves():
    print("in the thread")
    sys.exit(4)


thread = threading.Thread(target=leaves)
thread.start()
thread.join()
print("still here")
sys.stdout.flush()
gate = threading.Event()


def ends_all():
    gate.wait()
    os._exit(6)


threading.Thread(target=ends_all).start()
gate.set()
while True:
    pass
