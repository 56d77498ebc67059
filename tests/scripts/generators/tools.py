import functools
import heapq
import itertools
import operator


def naturals(n=0):
    while True:
        yield n
        n += 1


def evens():
    return (n for n in naturals() if n % 2 == 0)


print(list(itertools.islice(evens(), 3)))
a, b = itertools.tee(naturals(5))
print(next(a), next(a), next(b))
print(list(itertools.takewhile(lambda n: n < 3, naturals())))
print(list(zip(naturals(), "abc")), dict(zip("xy", naturals())))
print(list(heapq.merge(iter([1, 4]), (x for x in [2, 3]))))
print(functools.reduce(operator.add, itertools.islice(naturals(), 4)))
first, *rest = itertools.islice(naturals(1), 4)
print(first, rest, max(itertools.islice(naturals(), 9)), any(n > 3 for n in naturals()))


def grouper(items, n):
    it = iter(items)
    while chunk := list(itertools.islice(it, n)):
        yield chunk


print(list(grouper(range(5), 2)))
total = 0
for n in naturals():
    total += n
    if n == 300:
        break
print(total)
print({k: [v for v in g] for k, g in itertools.groupby("aabbb")})
