import types


def add(x, y):
    yield x + y


def main(n):
    result = yield add(n, 2)
    print("main has", result)
    again = yield add(result, 1)
    yield again


def run(task):
    stack = [task]
    value = None
    while stack:
        try:
            got = stack[-1].send(value)
        except StopIteration:
            stack.pop()
            value = None
            continue
        if isinstance(got, types.GeneratorType):
            stack.append(got)
            value = None
        else:
            stack.pop()
            if not stack:
                return got
            value = got


print(run(main(3)))
