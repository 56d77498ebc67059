import threading


def deep(n):
    if n == 0:
        raise ZeroDivisionError("at the bottom")
    deep(n - 1)


thread = threading.Thread(target=deep, args=(2,))
thread.start()
thread.join()
print("main goes on")
