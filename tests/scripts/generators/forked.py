import os


def counts(n):
    while n:
        yield n
        n -= 1


g = counts(3)
next(g)
pid = os.fork()
if not pid:
    os._exit(next(g))
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), next(g))


def forks():
    yield "before"
    pid = os.fork()
    if not pid:
        yield "child"
        os._exit(5)
    os.waitpid(pid, 0)
    yield "parent"


for said in forks():
    if said == "child":
        os._exit(0)
    print(said)
print(list(g))
