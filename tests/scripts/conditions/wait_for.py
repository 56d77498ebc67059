import threading

state = {"n": 0}
changed = threading.Condition(threading.Lock())


def counts():
    for _ in range(3):
        with changed:
            state["n"] += 1
            changed.notify()


thread = threading.Thread(target=counts)
with changed:
    thread.start()
    print(changed.wait_for(lambda: state["n"] == 3, timeout=5))
thread.join()
print(state)
try:
    changed.notify()
except RuntimeError as error:
    print(error)
