import os
import threading
import warnings

# Whether a joined thread is gone for the kernel, too, is chance.
warnings.simplefilter("ignore")

total = 0
lock = threading.Lock()


def adds():
    global total
    with lock:
        total += 1


threads = [threading.Thread(target=adds) for _ in range(60)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(total)
pids = []
for n in range(40):
    pid = os.fork()
    if not pid:
        os._exit(n)
    pids.append(pid)
print(sum(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids))
