from collections import deque


class Task:
    count = 0

    def __init__(self, target):
        Task.count += 1
        self.number = Task.count
        self.target = target
        self.value = None

    def run(self):
        return self.target.send(self.value)


class Call:
    def handle(self, scheduler, task):
        pass


class GetNumber(Call):
    def handle(self, scheduler, task):
        task.value = task.number
        scheduler.ready.append(task)


class Spawn(Call):
    def __init__(self, target):
        self.target = target

    def handle(self, scheduler, task):
        task.value = scheduler.new(self.target)
        scheduler.ready.append(task)


class Scheduler:
    def __init__(self):
        self.ready = deque()

    def new(self, target):
        task = Task(target)
        self.ready.append(task)
        return task.number

    def loop(self):
        while self.ready:
            task = self.ready.popleft()
            try:
                result = task.run()
            except StopIteration as stop:
                print("task", task.number, "is done", stop.value)
                continue
            if isinstance(result, Call):
                result.handle(self, task)
            else:
                self.ready.append(task)


def child(n):
    me = yield GetNumber()
    for i in range(n):
        print("child", me, i)
        yield
    return n * 10


def main():
    one = yield Spawn(child(2))
    two = yield Spawn(child(1))
    print("main has", one, two)
    yield


scheduler = Scheduler()
scheduler.new(main())
scheduler.loop()
