import os
import signal
import time


def handler(number, frame):
    print("handler", signal.Signals(number).name)


signal.signal(signal.SIGUSR1, handler)
os.kill(os.getpid(), signal.SIGUSR1)
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.02)
time.sleep(0.1)


class Late(Exception):
    pass


def raises(number, frame):
    raise Late


signal.signal(signal.SIGALRM, raises)
signal.setitimer(signal.ITIMER_REAL, 0.3)
try:
    while True:
        time.sleep(0.001)
except Late:
    print("raised")
print("end")
