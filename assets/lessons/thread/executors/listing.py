import sys
from concurrent import futures
from multiprocessing import set_start_method
from threading import Event
from time import sleep

what = "submit"
kind = "threads"
workers = 2
todo = 4, 1, 2
seen = []
if kind == "threads" or what == "full" or what == "shutdown":
    Executor = futures.ThreadPoolExecutor
elif kind == "processes":
    set_start_method("fork")
    Executor = futures.ProcessPoolExecutor
else:
    # region: what needs Python 3.14
    if sys.version_info < (3, 14):
        this = sys.version.split()[0]
        sys.exit("InterpreterPoolExecutor needs"
                 " Python 3.14 or newer, not "
                 + this)
    # endregion
    Executor = futures.InterpreterPoolExecutor
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

def main():
    if what == "shutdown":
        pool = Executor(1)
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
        with Executor(workers) as pool:
            job = pool.submit(outer, pool)  #: outer
            print(job.result())  #: wait-outer
    else:
        pool = Executor(workers)
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
