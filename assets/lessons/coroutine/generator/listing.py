pattern = "python"

def grep(pattern):
    print("Looking for ", pattern)  #: looking
    try:
        while True:
            line = yield  #: yield
            if pattern in line:  #: match
                print(line)  #: print
    except GeneratorExit:
        print("Go away, Goodbye")  #: goodbye
        yield "final here"  #: final

g = grep(pattern)  #: make
next(g)  #: next
g.send("python generator")  #: send
try:
    g.throw(RuntimeError,  #: throw
            "You're hosed, add python")
except RuntimeError as error:
    print("RuntimeError:", error)  #: caught
g.close()  #: close
