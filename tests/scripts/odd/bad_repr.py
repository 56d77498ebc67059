import threading


class Bad:
    def __repr__(self):
        raise SystemError("never ask")

    def __getattr__(self, name):
        raise SystemError("never ask " + name)


bad = Bad()
items = [bad]
lock = threading.Lock()
with lock:
    print("fine")
