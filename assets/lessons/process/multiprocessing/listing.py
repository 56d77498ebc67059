# region: imports
from multiprocessing import get_context
from time import process_time
# endregion

method = "spawn"
guard = "yes"
argument = "function"

n = 1

if argument == "lambda":
    square = lambda k: k * k
else:
    def square(k):
        return k * k  #: square  k=k

def work(queue, f):  #: import
    print(f"start: {process_time():.3f} s")
    queue.put(f(n))  #: work  look share

def main():
    global n
    n = 10
    mp = get_context(None if method == "default" else method)
    if method == "default":
        print(mp.get_start_method())
    queue = mp.Queue()
    child = mp.Process(
        target=work, args=(queue, square))
    child.start()  #: launch
    child.join()  #: join
    print("exit code", child.exitcode)  #: code
    if child.exitcode:
        return
    print("the child sent", queue.get())  #: get
    with mp.Pool(2) as pool:
        print(pool.map(square, [1, 2, 3]))  #: map
        pool.close()
        pool.join()  #: pool

if guard == "no" or __name__ == "__main__":
    main()
