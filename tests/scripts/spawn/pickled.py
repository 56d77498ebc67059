"""What can't be sent to a new interpreter."""
import multiprocessing
import threading


def work(_):
    print("never")


def tries(context, argument):
    try:
        process = context.Process(target=work, args=(argument,))
        process.start()
    except Exception as error:
        print(type(error).__name__, "lambda" in str(error) or "lock" in str(error))
    else:
        process.join()
        print(process.exitcode)


if __name__ == "__main__":
    for method in "spawn", "forkserver":
        context = multiprocessing.get_context(method)
        tries(context, lambda: None)
        tries(context, threading.Lock())
