"""What a child finds in its process."""
import multiprocessing
import os
import sys
import threading


def look(queue):
    ours = [name for name in sys.modules if "concurrium" in name or name == "sitecustomize"]
    descriptors = 0
    for number in range(256):
        try:
            os.fstat(number)
        except OSError:
            continue
        descriptors += 1
    queue.put({
        "name": __name__,
        "main": sys.modules["__main__"].__name__,
        "path": os.environ.get("PYTHONPATH"),
        "told": [name for name in os.environ if "CONCURRIUM" in name],
        "modules": ours,
        "argv": sys.argv,
        "trace": sys.gettrace(),
        "depth": sys.getrecursionlimit(),
        "threads": [thread.name for thread in threading.enumerate()],
        "process": multiprocessing.current_process().name,
        "parent": multiprocessing.parent_process().name,
        "descriptors": descriptors,
        "folders": len(sys.path),
        "bytecode": sys.dont_write_bytecode,
        "stdout": repr(sys.stdout),
    })


def hands_on(queue):
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=look, args=(queue,), name="inner")
    process.start()
    process.join()


if __name__ == "__main__":
    for method, target in ("spawn", look), ("forkserver", look), ("spawn", hands_on), ("forkserver", hands_on):
        context = multiprocessing.get_context(method)
        queue = context.SimpleQueue()
        process = context.Process(target=target, args=(queue,), name="child of main")
        process.start()
        for key, value in queue.get().items():
            print(method, key, value)
        process.join()
        print(process.exitcode)
