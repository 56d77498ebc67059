import threading

lock = threading.Lock()
try:
    lock.release()
except RuntimeError as error:
    print(error)
print(lock.acquire(timeout=0.01), lock.acquire(timeout=0.01), lock.acquire(False))
try:
    lock.acquire(False, 1)
except ValueError as error:
    print(error)
try:
    lock.acquire(True, -3)
except ValueError as error:
    print(error)
print(lock.locked())
lock.release()
print(lock.locked())
