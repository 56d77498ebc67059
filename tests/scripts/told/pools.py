import multiprocessing
from concurrent.futures import ProcessPoolExecutor

context = multiprocessing.get_context("fork")


def double(n):
    return 2 * n


def child(end):
    end.send("from the child")
    end.close()


def stays():
    context.Event().wait()


if __name__ == "__main__":
    here, there = context.Pipe()
    p = context.Process(target=child, args=(there,))
    p.start()
    print(here.recv())
    p.join()
    late = context.Process(target=stays)
    late.start()
    late.terminate()
    late.join()
    count = context.Value("i", 0)
    with count.get_lock():
        count.value += 1
    print(count.value)
    with context.Pool(1) as pool:
        print(pool.map(double, [1, 2]))
        print(pool.apply(double, (3,)))
        print(pool.apply_async(double, (4,)).get())
        print(list(pool.imap(double, [5])))
        pool.close()
        pool.join()
    other = context.Pool(1)
    other.terminate()
    with context.Manager() as manager:
        print(manager.list([1]))
    with ProcessPoolExecutor(1, mp_context=context) as executor:
        print(executor.submit(double, 6).result())
