import os, signal
from multiprocessing import SimpleQueue

workers = 2
tasks = 6
chunksize = 2
kill = "no"

def work(n):
    if n == 1 and kill == "yes" and pool:
        os.kill(os.getpid(), signal.SIGKILL)  #: die
    return sum(map(int, [n] * 10**5))

def worker():
    while True:
        chunk = todo.get()  #: get  task=""
        if chunk is None:
            os._exit(0)  #: stop
        sums = list(map(work, chunk))  #: work  task=chunk
        done.put((chunk, sums))  #: put  look processor

def start():
    pool.append(os.fork())  #: fork
    if pool[-1] == 0:
        worker()

# region: two pipes, and the tasks in chunks
todo, done = SimpleQueue(), SimpleQueue()
pool, results, died = [], {}, 0
all = list(range(1, tasks + 1))
size = chunksize or -(-tasks // (workers * 4))
# endregion
alone = [work(n) for n in all]  #: alone  tasks=tasks
for _ in range(workers):
    start()
for i in range(0, tasks, size):
    todo.put(all[i:i + size])  #: send
while len(results) < tasks:  #: -  done=len(results)
    if done._poll(1):  #: collect
        results.update(zip(*done.get()))
    elif died:
        break  #: give-up
    # region: a new worker for one that died
    pid = os.waitpid(-1, os.WNOHANG)[0]
    if pid:
        died += 1
        pool.remove(pid)
        start()  #: -  died=died
    # endregion
for pid in pool:
    if died:
        os.kill(pid, signal.SIGTERM)  #: kill
    else:
        todo.put(None)  #: sentinel
for _ in pool:
    os.wait()  #: wait
lost = [n for n in all if n not in results]
print(sum(results.values()), lost)  #: print  lost=len(lost)
