"""Threads that start processes, a manager, and memory that both see."""
import multiprocessing
import threading
from multiprocessing import shared_memory


def counts(value, lock, times):
    for _ in range(times):
        with lock:
            value.value += 1


def writes(name):
    block = shared_memory.SharedMemory(name)
    block.buf[0] = 42
    block.close()


def starts(context, *arguments):
    process = context.Process(target=counts, args=arguments)
    process.start()
    process.join()


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    value, lock = context.Value("i", 0), context.Lock()
    threads = [threading.Thread(target=starts, args=(context, value, lock, 3)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(value.value)
    with context.Manager() as manager:
        shared = manager.list([3, 1, 2])
        shared.sort()
        print(list(shared))
    queue = context.Queue()
    queue.put("through a thread")
    print(queue.get())
    queue.close()
    queue.join_thread()
    print("over")
