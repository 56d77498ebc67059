import multiprocessing
import sys


def work(n, results):
    results.put(n * n)


if __name__ == "__main__":
    for method in "spawn", "forkserver":
        context = multiprocessing.get_context(method)
        results = context.Queue()
        workers = [context.Process(target=work, args=(n, results)) for n in range(2)]
        for worker in workers:
            worker.start()
        print(sorted(results.get() for _ in workers))
        for worker in workers:
            worker.join()
        print([worker.exitcode for worker in workers])
