def walk(tree):
    if tree is None:
        return 0
    left, value, right = tree
    count = yield from walk(left)
    yield value
    return count + 1 + (yield from walk(right))


def flatten(items):
    for item in items:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


def permutations(items):
    if len(items) < 2:
        yield items
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1 :]):
            yield items[i : i + 1] + rest


tree = ((None, 1, None), 2, ((None, 3, None), 4, None))
print(list(walk(tree)), list(flatten([1, [2, [3, 4], []], 5])))
print(["".join(p) for p in permutations("ab")])


def deep(n):
    if n:
        yield from deep(n - 1)
    yield n


print(sum(deep(60)))


def primes():
    yield 2
    found = [2]
    n = 3
    while True:
        if all(n % p for p in found):
            found.append(n)
            yield n
        n += 2


for p in primes():
    if p > 30:
        break
print(p)


def endless(n):
    yield from endless(n + 1)


try:
    next(endless(0))
except RecursionError:
    print("too deep")
