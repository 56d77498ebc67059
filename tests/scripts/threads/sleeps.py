import threading
import time

began = time.monotonic()
order = []


def sleeps(seconds):
    time.sleep(seconds)
    order.append(seconds)


threads = [threading.Thread(target=sleeps, args=(n / 5,)) for n in (3, 1, 2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(order, round(time.monotonic() - began, 1) >= 0.6)
