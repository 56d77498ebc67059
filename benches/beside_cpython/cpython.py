"""CPython's side: prints a figure a line, for the same programs as ours.rs."""
import asyncio
import platform
from time import perf_counter_ns

ROUNDS = 5


def best(count, steps):
    def one():
        start = perf_counter_ns()
        steps()
        return (perf_counter_ns() - start) / count
    return min(one() for _ in range(ROUNDS))


def echo():
    value = None
    while True:
        value = yield value


def chain(depth):
    return echo() if depth == 0 else delegate(depth)


def delegate(depth):
    return (yield from chain(depth - 1))


def send(depth):
    count = 500_000
    g = chain(depth)
    next(g)

    def steps():
        for n in range(count):
            g.send(n)
    return best(count, steps)


def life():
    count = 200_000

    def one(n):
        return (yield n)

    def steps():
        for n in range(count):
            g = one(n)
            next(g)
            next(g, None)
    return best(count, steps)


def switch():
    tasks, turns = 100, 1_000

    async def turn():
        for _ in range(turns):
            await asyncio.sleep(0)

    async def main():
        await asyncio.gather(*[turn() for _ in range(tasks)])
    return best(tasks * turns, lambda: asyncio.run(main()))


def resident():
    with open("/proc/self/status") as status:
        lines = dict(line.split(":", 1) for line in status)
    return sum(int(lines[name].split()[0]) * 1024 for name in ("VmRSS", "VmPTE"))


def live():
    count = 100_000
    before = resident()
    alive = [echo() for _ in range(count)]
    for g in alive:
        next(g)
    return (resident() - before) / count


print("version", platform.python_version())
print("live", live())
print("send", send(0))
for depth in 1, 2, 5, 10:
    print(f"send_{depth}", send(depth))
print("life", life())
print("switch", switch())
