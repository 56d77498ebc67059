greps = 1
primed = "yes"
words = ["python", "yield", "send"]
lines = ["python generator",
         "yield in python",
         "send and yield"]

def start(g):
    if primed == "yes":
        next(g)  #: prime
    return g

def sink():
    try:
        while True:
            line = yield  #: receive
            print(line)  #: print
    finally:
        print("printer closed")  #: closed

def grep(word, target):
    try:
        while True:
            line = yield  #: wait  target=target
            if word in line:  #: match
                target.send(line)  #: pass
    finally:
        print("grep", word, "closed")  #: end
        target.close()  #: down

def feed(targets):
    try:
        for line in lines:
            for target in targets:
                target.send(line)  #: push  target=targets
            yield line  #: pause
    finally:
        for target in targets:
            target.close()  #: shut

printer = start(sink())  #: printer
targets = [start(grep(word, printer))  #: grep
           for word in words[:greps]]
source = feed(targets)  #: source
try:
    next(source)  #: first
    next(source)  #: second
    source.close()  #: close
except TypeError as error:
    if primed == "yes":
        raise
    print("TypeError:", error)  #: forgotten
