import atexit
import sys
import threading
import weakref


class Last:
    def __del__(self):
        print("last", file=sys.__stderr__)


def says(*words):
    print(*words)


last = Last()
atexit.register(says, "registered first")
atexit.register(says, "registered second")
weakref.finalize(last, says, "finalized")


def later():
    threading.main_thread().join()
    print("main has ended:", not threading.main_thread().is_alive())


threading.Thread(target=later).start()


def fails():
    raise OSError(5, "at exit")


atexit.register(fails)
sys.exit("that was all")
