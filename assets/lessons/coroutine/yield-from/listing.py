delegate = "generator"

def leaf():
    try:
        first = yield "leaf 1"  #: first
        print("leaf got", first)  #: got
        return (yield "leaf 2")  #: second
    except ValueError as error:
        print("leaf caught", error)  #: caught
        return "caught"
    finally:
        print("leaf unwinds")  #: leaf-out

def inner():
    try:
        if delegate == "list":
            got = yield from [1, 2, 3]  #: from-list
        else:
            got = yield from leaf()  #: from-leaf
        print("inner has", got)  #: inner-has
        return got
    finally:
        print("inner unwinds")  #: inner-out

def outer():
    try:
        got = yield from inner()  #: from-inner
        yield f"outer has {got}"  #: own
    finally:
        print("outer unwinds")  #: outer-out

g = outer()  #: make
try:
    print(next(g))  #: next
    print(g.send("hello"))  #: send
    print(g.throw(ValueError("no")))  #: throw
    g.close()  #: close
except AttributeError as error:
    if delegate == "generator":
        raise
    print(error)  #: error
