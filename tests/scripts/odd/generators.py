def grep(pattern):
    while True:
        line = yield
        if pattern in line:
            print(line)


g = grep("python")
next(g)
g.send("no")
g.send("python!")
g.close()
print(sum(n for n in range(4)), [n * n for n in range(3)])
