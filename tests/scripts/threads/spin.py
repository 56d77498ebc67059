import threading
import time

stop = False


def spins():
    n = 0
    while not stop:
        n += 1


thread = threading.Thread(target=spins)
thread.start()
time.sleep(0.05)
stop = True
thread.join()
print("stopped")
