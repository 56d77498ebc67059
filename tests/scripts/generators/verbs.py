def grep(pattern):
    print("Looking for", pattern)
    while True:
        line = yield
        if pattern in line:
            print(line)

def count(n):
    while n > 0:
        yield n
        n -= 1
    return "lift off"

def twice(n):
    r = yield from count(n)
    print(r)
    yield "again"

g = grep("python")
next(g)
g.send("no snakes")
g.send("a python")
g.close()
for x in twice(2):
    print(x)
t = twice(9)
next(t)
try:
    t.throw(ValueError("hosed"))
except ValueError as e:
    print("caught", e)
d = count(5)
next(d)
del d
n = count(3)
n.close()
print("end")
