import queue

for kind in queue.LifoQueue, queue.PriorityQueue:
    q = kind()
    for n in 3, 1, 2:
        q.put(n)
    print(kind.__name__, [q.get() for _ in range(3)])
full = queue.Queue(1)
full.put(1)
try:
    full.put(2, block=False)
except queue.Full:
    print("full")
