"""Pools by spawn and by a fork server."""
import multiprocessing


def square(n):
    return n * n


def setup(word):
    global said
    said = word


def with_word(n):
    return said * n


if __name__ == "__main__":
    for method in "spawn", "forkserver":
        context = multiprocessing.get_context(method)
        with context.Pool(2) as pool:
            print(pool.map(square, range(5), chunksize=2))
        with context.Pool(1, setup, ("ab",)) as pool:
            print(pool.apply_async(with_word, (2,)).get(60))
            try:
                pool.apply(square, ("a",))
            except TypeError as error:
                print("raised", error)
            pool.close()
            pool.join()
    print("over")
