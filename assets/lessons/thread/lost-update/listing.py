from threading import Thread

threads = 2
rounds = 1

counter = 0

def work():
    global counter
    for _ in range(rounds):
        n = counter  #: load
        n = n + 1  #: add  n=n
        counter = n  #: store  n=n

team = [Thread(target=work)
        for _ in range(threads)]
for t in team:
    t.start()  #: start
for t in team:
    t.join()  #: join
print("counter =", counter)  #: print
