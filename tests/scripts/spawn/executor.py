"""An executor of processes by spawn."""
import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def half(n):
    return 1 / (n - 2)


if __name__ == "__main__":
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        futures = [pool.submit(half, n) for n in range(3)]
        for future in futures:
            print(future.exception() or future.result())
        print(list(pool.map(half, (3, 4))))
