import _thread
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed, wait

a = threading.Lock()
r = threading.RLock()
news = threading.Condition()
gate = threading.Event()
two = threading.Semaphore(2)
both = threading.Barrier(2)
own = threading.local()
q = queue.Queue(2)
hand = queue.SimpleQueue()


def work():
    both.wait()
    with news:
        news.wait_for(gate.is_set)
    with news:
        news.wait(0.001)


def spin():
    while True: pass  # fmt: skip


t = threading.Thread(target=work)
t.daemon = True
t.start()
both.wait()
with news:
    gate.set()
    news.notify()
    news.notify_all()
gate.wait()
t.join()
gate.clear()
late = threading.Timer(60, print)
late.start()
late.cancel()
late.join()
a.acquire()
a.release()
with r, a:
    time.sleep(0.001)
two.acquire()
two.release()
with two:
    both.abort()
q.put(1)
q.get()
q.task_done()
q.put_nowait(2)
q.get_nowait()
q.task_done()
q.join()
_thread.start_new_thread(hand.put, ("there",))
print(hand.get())
with ThreadPoolExecutor(1) as pool:
    futures = [pool.submit(pow, 2, n) for n in range(3)]
    wait(futures)
    print(futures[0].result(), futures[1].exception(), futures[2].cancel())
    print(sorted(f.result() for f in as_completed(futures)))
    print(list(pool.map(abs, [-1, -2])))
    pool.shutdown()
threading.Thread(target=spin, daemon=True).start()
print("before")
print("the end")
