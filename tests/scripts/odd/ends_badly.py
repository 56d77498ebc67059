import os
import sys
import threading
import warnings

# Whether it is said depends on how fast a thread is gone.
warnings.filterwarnings("ignore", category=DeprecationWarning)


class Bad(Exception):
    def __str__(self):
        raise ValueError("no words")


def hook(args):
    print("thread hook", args.exc_type.__name__, args.thread.name)


def bad():
    raise Bad


for _ in range(2):
    thread = threading.Thread(target=bad, name="bad")
    thread.start()
    thread.join()
    threading.excepthook = hook


class Unraisable:
    def __del__(self):
        raise LookupError("in a finaliser")


Unraisable()
del_me = Unraisable()
if os.fork() == 0:
    raise Bad
print(os.waitstatus_to_exitcode(os.wait()[1]))
try:
    raise Bad
finally:
    print("on the way")
