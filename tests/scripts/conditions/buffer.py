import threading

buffer = []
room = threading.Condition()


def produce():
    for n in range(4):
        with room:
            while len(buffer) == 2:
                room.wait()
            buffer.append(n)
            room.notify_all()


def consume():
    for _ in range(4):
        with room:
            while not buffer:
                room.wait()
            got.append(buffer.pop(0))
            room.notify_all()


got = []
threads = [threading.Thread(target=produce), threading.Thread(target=consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(got)
