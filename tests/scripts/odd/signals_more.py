import os
import signal
import threading
import time

signal.signal(signal.SIGINT, signal.default_int_handler)
print(signal.getsignal(signal.SIGPIPE), signal.getsignal(signal.SIGTERM))
print(sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])))
signal.signal(signal.SIGALRM, lambda number, frame: print("alarm in", frame.f_code.co_name))


def waits():
    signal.setitimer(signal.ITIMER_REAL, 0.4)
    signal.pause()


waits()
try:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(1)
except KeyboardInterrupt:
    print("interrupted")
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
os.kill(os.getpid(), signal.SIGUSR1)
print(signal.sigwait([signal.SIGUSR1]) == signal.SIGUSR1)
lock = threading.Lock()
lock.acquire()


def late(number, frame):
    raise TimeoutError("late")


signal.signal(signal.SIGALRM, late)
signal.setitimer(signal.ITIMER_REAL, 0.4)
try:
    lock.acquire()
except TimeoutError as error:
    print(error)
signal.setitimer(signal.ITIMER_REAL, 0.4)
reads, writes = os.pipe()
try:
    os.read(reads, 1)
except TimeoutError as error:
    print(error)
print(lock.locked())
signal.signal(signal.SIGTERM, signal.SIG_DFL)
os.kill(os.getpid(), signal.SIGTERM)
