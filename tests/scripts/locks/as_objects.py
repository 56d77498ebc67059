import _thread
import copy
import pickle
import threading
import weakref

lock = threading.Lock()
print(type(lock).__name__, type(lock).__module__, isinstance(lock, type(threading.Lock())), isinstance(lock, _thread.LockType))
print(repr(lock).split(" at ")[0], repr(threading.RLock()).split(" at ")[0].split(" owner")[0])
for thing in lock, threading.RLock():
    for does in pickle.dumps, copy.deepcopy:
        try:
            does(thing)
        except TypeError as error:
            print(error)
print(weakref.ref(lock)() is lock)
print(bool(lock), lock.locked(), lock.acquire(timeout=0.01), lock.acquire(blocking=False), lock.release())
try:
    lock.release()
except RuntimeError as error:
    print(error)
for wrong in (lambda: lock.acquire(False, 1), lambda: lock.acquire(True, -2), lambda: lock.acquire(timeout="x")):
    try:
        print(wrong())
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
with lock as entered:
    print(entered)
print(threading.Condition(), threading.Semaphore(), threading.Event(), threading.Barrier(2), sep="\n")
try:
    lock.nothing = 1
except AttributeError:
    print("no attributes of the script's")
