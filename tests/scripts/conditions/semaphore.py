import threading

doors = threading.BoundedSemaphore(2)
inside = []
most = []
lock = threading.Lock()


def enter(n):
    with doors:
        with lock:
            inside.append(n)
            most.append(len(inside))
        with lock:
            inside.remove(n)


threads = [threading.Thread(target=enter, args=(n,)) for n in range(5)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(max(most) <= 2)
try:
    doors.release()
except ValueError as error:
    print(error)
