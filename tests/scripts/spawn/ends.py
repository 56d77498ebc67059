"""How children end: by an exception, by a signal, by a code."""
import multiprocessing
import os
import signal
import sys


def raises():
    raise KeyError("no such thing")


def killed():
    os.kill(os.getpid(), signal.SIGKILL)


def leaves():
    print("without a line's end", end="", flush=True)
    os._exit(7)


def exits():
    sys.exit("a word")


if __name__ == "__main__":
    for method in "spawn", "forkserver":
        context = multiprocessing.get_context(method)
        for target in raises, killed, leaves, exits:
            process = context.Process(target=target)
            process.start()
            process.join()
            print(method, target.__name__, process.exitcode)
        process = context.Process(target=signal.pause)
        process.start()
        print(process.is_alive())
        process.terminate()
        process.join()
        print(process.exitcode)
