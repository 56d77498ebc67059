from threading import Lock, Thread

philosophers = 2
order = "opposite"
pause = "yes"

forks = [Lock() for _ in range(philosophers)]

def dine(first, second):
    first.acquire()  #: first
    if pause == "yes":
        bowl = "rice"  #: pause
    second.acquire()  #: second
    bowl = None  #: eat
    second.release()  #: put-second
    first.release()  #: put-first

team = []
for i in range(philosophers):
    mine = [i, (i + 1) % philosophers]
    if order == "same":
        mine.sort()
    pair = [forks[n] for n in mine]
    team.append(Thread(target=dine,
                       args=pair))
for t in team:
    t.start()  #: start
for t in team:
    t.join()  #: join
print("all have eaten")  #: print
