# region: imports
from multiprocessing import get_context
from time import process_time
# endregion

method = "spawn"
guard = "yes"
argument = "function"

n = 1  #: import

if argument == "lambda":
    square = lambda k: k * k
else:
    def square(k):
        return k * k

def work(queue, f):
    queue.put((f(n), process_time()))  #: work

def main():
    global n
    n = 10  #: change
    mp = get_context(None if method == "default" else method)
    if method == "default":
        print(mp.get_start_method())
    queue = mp.Queue()
    child = mp.Process(
        target=work, args=(queue, square))
    child.start()  #: launch
    child.join()  #: join
    # region: how the child ended; unless well, that is all
    code = child.exitcode
    print("exit code", code)
    if code:
        return
    # endregion
    sent, used = queue.get()  #: get
    # region: what it sent, and what its start took
    print("the child sent", sent)
    print(f"start took {used:.3f} s")
    # endregion
    with mp.Pool(2) as pool:
        print(pool.map(square, [1, 2, 3]))  #: map
        pool.close()
        pool.join()  #: pool

if guard == "no" or __name__ == "__main__":
    main()
