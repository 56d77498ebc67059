import threading


class Mine(threading.Thread):
    def run(self):
        print(self.name, threading.current_thread() is self, self.daemon)


thread = Mine(name="mine")
thread.start()
thread.join()
print(thread.is_alive(), threading.active_count(), threading.main_thread().name)
try:
    thread.start()
except RuntimeError as error:
    print(error)
try:
    threading.current_thread().join()
except RuntimeError as error:
    print(error)
