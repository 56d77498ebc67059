import os
import threading
import warnings

warnings.simplefilter("ignore")
print(threading.current_thread().name)


def forks():
    pid = os.fork()
    if not pid:
        print(threading.current_thread().name, threading.active_count(), threading.main_thread() is threading.current_thread())
        thread = threading.Thread(target=print, args=("a thread of the child's",))
        thread.start()
        thread.join()
        raise SystemExit(3)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


thread = threading.Thread(target=forks, name="forks")
thread.start()
thread.join()
os.register_at_fork(before=lambda: print("before"), after_in_parent=lambda: print("after"), after_in_child=lambda: None)
pid = os.fork()
if not pid:
    os._exit(0)
os.wait()
