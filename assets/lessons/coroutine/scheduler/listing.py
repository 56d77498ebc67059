from collections import deque
from types import coroutine

tasks = 2
style = "yield"

names = [f"t{n + 1}" for n in range(tasks)]
ready = deque()
results = {}
if style != "yield":
    waiting = {}

def work(name, steps):
    for step in range(steps):
        print(name, step)
        yield  #: turn
    return 10 * steps  #: return

def polling():
    for name in names:
        while name not in results:
            yield  #: poll
    return sum(results.values())  #: sum

@coroutine
def result(name):
    if name not in results:
        yield name  #: wait
    return results[name]

def delegating():
    total = 0
    for name in names:
        total += yield from result(name)  #: from
    return total

async def awaiting():
    total = 0
    for name in names:
        total += await result(name)  #: await
    return total

if style == "yield":
    adder = polling()
elif style == "yield from":
    adder = delegating()
else:
    adder = awaiting()
ready.append(("sum", adder))  #: -  put ready="sum"
for n, name in enumerate(names):
    task = work(name, tasks - n)
    ready.append((name, task))  #: -  put ready=name
turns = 0
while ready:
    name, task = ready.popleft()  #: take  turns=turns  get ready=ready[0][0]
    turns += 1
    try:
        asked = task.send(None)
    except StopIteration as end:
        results[name] = end.value  #: done  turns=turns
        if style != "yield":
            ready.extend(waiting.pop(name, []))  #: -  put ready=waiting[name][0][0]
    else:
        if style == "yield" or asked is None:
            ready.append((name, task))  #: -  put ready=name
        else:
            waiting[asked] = [(name, task)]  #: park  turns=turns
print("sum is", results["sum"])  #: print
print(turns, "turns")
