import _thread
import time

lock = _thread.allocate_lock()
done = _thread.allocate_lock()
done.acquire()


def work(n):
    with lock:
        print("thread", n)
    done.release()


_thread.start_new_thread(work, (1,))
done.acquire()
time.sleep(0.01)
print(type(lock.locked()))
