import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def double(n):
    return 2 * n


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        print(list(pool.map(double, range(4))))
