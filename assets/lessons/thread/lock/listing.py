from threading import Lock, Thread

mistake = "none"
threads = 2
rounds = 1

counter = 0
if mistake == "two locks":
    locks = [Lock() for _ in range(threads)]
else:
    locks = [Lock()] * threads

def work(lock):
    global counter
    for _ in range(rounds):
        lock.acquire()  #: acquire
        n = counter  #: load
        if mistake == "early release":
            lock.release()  #: early  n=n
        n = n + 1  #: add  n=n
        if mistake == "early release":
            lock.acquire()  #: again  n=n
        counter = n  #: store  n=n
        lock.release()  #: release
        if mistake == "double release":
            lock.release()  #: double

team = []
for lock in locks:
    t = Thread(target=work, args=[lock])
    team.append(t)
for t in team:
    t.start()  #: start
for t in team:
    t.join()  #: join
print("counter =", counter)  #: print
