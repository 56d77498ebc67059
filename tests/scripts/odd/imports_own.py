import importlib
import sys

try:
    import nothing_of_the_kind
except ModuleNotFoundError as error:
    print(error, error.name)
import __main__

print(__main__ is sys.modules["__main__"], __main__.sys is sys)
print(importlib.util.find_spec("threading") is not None if hasattr(importlib, "util") else "no util")
import threading

print(threading.__spec__.name, threading.__loader__ is threading.__spec__.loader, type(threading.__loader__).__name__)
print("SourceFileLoader" in repr(threading.__spec__) or "frozen" in repr(threading.__spec__))
importlib.reload(threading)
lock = threading.Lock()
with lock:
    print("after the reload")
thread = threading.Thread(target=print, args=("in a thread",))
thread.start()
thread.join()
try:
    from threading import Nothing
except ImportError as error:
    print(error.name)
import queue as q, subprocess, socket, selectors

print(q.SimpleQueue.__name__, q.Empty)
