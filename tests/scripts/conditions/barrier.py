import threading

barrier = threading.Barrier(3)
order = []


def meets(n):
    order.append("before")
    barrier.wait()
    order.append("after")


threads = [threading.Thread(target=meets, args=(n,)) for n in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(order)
barrier.abort()
try:
    barrier.wait()
except threading.BrokenBarrierError as error:
    print("broken", error)
