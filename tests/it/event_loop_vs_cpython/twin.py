"""Runs task graphs on asyncio, in time that jumps: a JSON list of programs in, a JSON list of logs out."""

import asyncio
import json
import selectors
import sys


class Jump(selectors.SelectSelector):
    now = 0.0

    def select(self, timeout=None):
        self.now += timeout  # a wait without end is a TypeError
        return []


class Loop(asyncio.SelectorEventLoop):
    def time(self):
        return self._selector.now


class Ordered(dict):
    """TaskGroup keeps its tasks in a set, whose order is nobody's: here it is the order of their creation."""

    def add(self, task):
        self[task] = None

    def discard(self, task):
        self.pop(task, None)


if hasattr(asyncio, "TaskGroup"):

    class Group(asyncio.TaskGroup):
        def __init__(self):
            super().__init__()
            self._tasks = Ordered()


def show(error):
    name, text = type(error).__name__, str(error)
    return f"{name}: {text}" if text else name


class World:
    def __init__(self, bodies, loop):
        self.bodies, self.loop = bodies, loop
        self.log, self.made = [], 0
        self.tasks, self.every = {}, []

    def say(self, text):
        self.log.append(text)

    def make(self, body):
        self.made += 1
        name = f"{body}.{self.made}"
        return self.body(body, name), name

    def spawn(self, body, create):
        coroutine, name = self.make(body)
        task = create(coroutine, name=name)
        self.tasks[body] = task
        self.every.append(task)
        return task

    async def body(self, body, me):
        self.say(f"{me} begins")
        value = await self.run(self.bodies[body], me)
        self.say(f"{me} ends")
        return value

    async def run(self, ops, me):
        for op in ops:
            (kind, given), = op.items()
            try:
                value = await getattr(self, kind.lower())(me, given)
            except Exception as error:
                if kind == "Fail":
                    raise
                self.say(f"{me} saw {show(error)}")
            else:
                if value is not None:
                    return value

    async def note(self, me, number):
        self.say(f"{me} notes {number} at {self.loop.time():.0f}")

    async def sleep(self, me, delay):
        await asyncio.sleep(delay)

    async def start(self, me, body):
        self.spawn(body, self.loop.create_task)

    async def wait(self, me, body):
        if body in self.tasks:
            self.say(f"{me} got {await self.tasks[body]}")

    async def gather(self, me, given):
        bodies, return_exceptions = given
        tasks = [self.spawn(body, self.loop.create_task) for body in bodies]
        each = await asyncio.gather(*tasks, return_exceptions=return_exceptions)
        said = [show(one) if isinstance(one, BaseException) else str(one) for one in each]
        self.say(f"{me} gathered {' '.join(said)}")

    async def group(self, me, given):
        bodies, delay = given
        async with Group() as group:
            for body in bodies:
                self.spawn(body, group.create_task)
            if delay:
                await asyncio.sleep(delay)
        self.say(f"{me} grouped")

    async def cancel(self, me, body):
        if body in self.tasks:
            task = self.tasks[body]
            self.say(f"{me} cancels {task.get_name()} {task.cancel()}")

    async def call(self, me, body):
        coroutine, _ = self.make(body)
        self.say(f"{me} called {await coroutine}")

    async def guard(self, me, given):
        ops, swallows = given
        try:
            return await self.run(ops, me)
        except asyncio.CancelledError:
            self.say(f"{me} asked at {self.loop.time():.0f}")
            if not swallows:
                raise

    async def finish(self, me, number):
        return number

    async def fail(self, me, text):
        raise ValueError(f"{me} {text}")

    async def root(self):
        self.spawn(0, self.loop.create_task)
        while left := [task for task in self.every if not task.done()]:
            await asyncio.gather(*left, return_exceptions=True)
        for task in self.every:
            if task.cancelled():
                came = "cancelled"
            elif task.exception():
                came = show(task.exception())
            else:
                came = str(task.result())
            self.say(f"{task.get_name()}: {came}")
        self.say(f"over at {self.loop.time():.0f}")


def log(bodies):
    loop = Loop(Jump())
    loop.set_exception_handler(lambda loop, context: None)
    world = World(bodies, loop)
    loop.run_until_complete(world.root())
    loop.close()
    return world.log


json.dump([log(bodies) for bodies in json.load(sys.stdin)], sys.stdout)
