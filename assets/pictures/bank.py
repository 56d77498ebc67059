from threading import Lock, Thread
from time import sleep

a, b = Lock(), Lock()
balance = 100


def pay(first, then, n):
    global balance
    with first:
        sleep(0.05)
        with then:
            balance -= n


one = Thread(target=pay, name="one", args=(a, b, 30))
two = Thread(target=pay, name="two", args=(b, a, 50))
one.start()
two.start()
one.join()
two.join()
print(balance)
