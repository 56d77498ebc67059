import threading

lock = threading.RLock()


def down(n):
    with lock:
        return n if n == 0 else down(n - 1)


thread = threading.Thread(target=down, args=(3,))
thread.start()
print(down(5))
thread.join()
try:
    lock.release()
except RuntimeError as error:
    print(error)
