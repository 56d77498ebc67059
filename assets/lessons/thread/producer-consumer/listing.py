from threading import Condition, Thread

wait = "if"
wake = "notify_all"
# region: how many threads, and items for each
producers = 1
consumers = 2
items = 2
# endregion
capacity = 1

buffer = []
changed = Condition()

def consume(share):
    for _ in range(share):
        with changed:  #: c-lock
            while len(buffer) == 0:  #: empty
                changed.wait()  #: c-wait
                if wait == "if":
                    break
            n = buffer.pop(0)  #: get
            getattr(changed, wake)()  #: c-wake

def produce():
    for n in range(items):
        with changed:  #: p-lock
            while len(buffer) >= capacity:  #: full
                changed.wait()  #: p-wait
                if wait == "if":
                    break
            buffer.append(n)  #: put
            getattr(changed, wake)()  #: p-wake

# region: a thread for each
team = []
total = producers * items
for k in range(consumers):
    share = (total + k) // consumers
    t = Thread(target=consume, args=[share])
    team.append(t)
for _ in range(producers):
    team.append(Thread(target=produce))
# endregion
for t in team:
    t.start()
for t in team:  #: join
    t.join()
print("left:", buffer)  #: print
