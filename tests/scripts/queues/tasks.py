import queue
import threading

tasks = queue.Queue(maxsize=2)
done = []


def works():
    while True:
        task = tasks.get()
        if task is None:
            break
        done.append(task * 10)
        tasks.task_done()


thread = threading.Thread(target=works)
thread.start()
for n in range(5):
    tasks.put(n)
tasks.join()
tasks.put(None)
thread.join()
print(done)
try:
    tasks.get(timeout=0.01)
except queue.Empty:
    print("empty")
