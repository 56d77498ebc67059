import threading

own = threading.local()
own.n = 0
seen = []


def work(n):
    own.n = n
    seen.append(own.n)


threads = [threading.Thread(target=work, args=(n,)) for n in (1, 2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(seen), own.n)
