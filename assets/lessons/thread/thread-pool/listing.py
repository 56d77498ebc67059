# region: imports
from queue import Queue
from threading import Event, Thread
from time import sleep
# endregion

workers = 2
tasks = 3
work = "sleep"
failing = 1

class Task:
    # region: what a task does
    value = error = None

    def __init__(self, n, of):
        self.n = n
        self.name = f"t{n}"
        self.fails = (n - 2) % of < failing
        self.done = Event()

    def run(self):
        n, name = self.n, self.name
        if work == "sleep":
            sleep(0.02 * (1 + n % 3))
        else:
            sum(i for i in range(10**5))
        if self.fails:
            raise ValueError(f"{name} failed")
        return n * n
    # endregion

    def result(self):
        self.done.wait()
        if self.error is not None:
            raise self.error
        return self.value

def worker(tasks):
    while True:
        task = tasks.get()  #: get  task=""
        if task is None:
            return  #: stop  task=""
        try:
            task.value = task.run()  #: work  task=task.name  {task.name}="running"
        except Exception as error:
            task.error = error  #: store  {task.name}="failed"
        task.done.set()
        tasks.task_done()  #: done  {task.name}="failed" if task.error else "done"

def main(count):
    tasks = Queue()
    # region: the threads, and what they are to do
    threads = [Thread(target=worker,
                      args=[tasks])
               for _ in range(workers)]
    all_tasks = [Task(n + 1, count)
                 for n in range(count)]
    # endregion
    for t in threads:
        t.start()  #: start
    for task in all_tasks:
        tasks.put(task)  #: put  {task.name}="queued"
    tasks.join()  #: join
    for t in threads:
        tasks.put(None)  #: sentinel
    for t in threads:
        t.join()  #: join-thread
    for task in all_tasks:
        try:
            print(task.name, task.result())  #: result  {task.name}="seen"
        except ValueError as error:
            print(task.name, "raised", error)  #: error

main(tasks)
