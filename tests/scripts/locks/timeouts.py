import threading

lock = threading.Lock()
held, let_go = threading.Event(), threading.Event()


def holds():
    with lock:
        held.set()
        let_go.wait()


thread = threading.Thread(target=holds)
thread.start()
held.wait()
print(lock.acquire(timeout=0.01))
let_go.set()
print(lock.acquire(timeout=60))
thread.join()
