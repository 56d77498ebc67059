import threading

ready = threading.Event()
print(ready.wait(timeout=0.01))
said = []


def waits():
    ready.wait()
    said.append("go")


thread = threading.Thread(target=waits)
thread.start()
ready.set()
thread.join()
print(said, ready.is_set())
