import sys
from concurrent import futures
from multiprocessing import get_context
from threading import Event
from time import sleep

what = "submit"
kind = "threads"
workers = 2
todo = 4, 1, 2
seen = []
if what == "shutdown":
    begun, go = Event(), Event()

def cube(n):
    seen.append(n)
    sleep(n / 10)
    if what == "error" and n == 1:
        raise ValueError("not 1")  #: raise
    return n ** 3  #: return

def outer(pool):
    inner = pool.submit(cube, 2)  #: inner
    return inner.result()  #: wait-inner

def first():
    begun.set()  #: begun
    go.wait()  #: hold

# region: what needs Python 3.14
def interpreters(workers):
    if sys.version_info >= (3, 14):
        pool = futures.InterpreterPoolExecutor
        return pool(workers)
    this = sys.version.split()[0]
    sys.exit("InterpreterPoolExecutor needs"
             " Python 3.14 or newer, not "
             + this)
# endregion

def executor():
    if kind == "threads" or what == "full":
        return futures.ThreadPoolExecutor(workers)
    elif kind == "processes":
        fork = get_context("fork")
        return futures.ProcessPoolExecutor(
            workers, fork)
    else:
        return interpreters(workers)

def main():
    if what == "shutdown":
        pool = futures.ThreadPoolExecutor(1)
        jobs = [pool.submit(first)]  #: first
        jobs += [pool.submit(cube, n)  #: queue
                 for n in todo]
        begun.wait()  #: wait-begun
        pool.shutdown(wait=False,  #: shutdown
                      cancel_futures=True)
        print("cancelled:",  #: cancelled
              [job.cancelled() for job in jobs])
        go.set()  #: go
        try:
            pool.submit(cube, 3)  #: late
        except RuntimeError as error:
            print(error)  #: refused
    elif what == "full":
        with executor() as pool:
            job = pool.submit(outer, pool)  #: outer
            print(job.result())  #: wait-outer
    else:
        pool = executor()
        with pool:  #: pool
            if what == "map":
                for value in pool.map(cube, todo):  #: map
                    print(value)  #: value
            else:
                jobs = [pool.submit(cube, n)  #: submit
                        for n in todo]
                if what == "as_completed":
                    for job in futures.as_completed(jobs):  #: take
                        print(job.result())  #: done
                elif what == "error":
                    for job in jobs:
                        try:
                            print(job.result())  #: ask
                        except ValueError as error:
                            print("raised", error)  #: error
                else:
                    for job in jobs:
                        print(job.result())  #: result
        print(len(seen), "in main's list")  #: seen

if __name__ == "__main__":
    main()
