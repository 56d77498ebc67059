"""A process by a fork server: the program is imported once more, and what was changed since isn't there."""
import multiprocessing
import sys

told = ["at the margin"]


def work(queue, word):
    print("the child", word)
    queue.put((__name__, told, word, sys.argv[1:]))
    sys.exit(3)


if __name__ == "__main__":
    multiprocessing.set_start_method("forkserver")
    told.append("by main")
    queue = multiprocessing.SimpleQueue()
    process = multiprocessing.Process(target=work, args=(queue, "hello"), name="one")
    process.start()
    found = queue.get()
    process.join()
    print(*found)
    print(process.exitcode, process.name)
