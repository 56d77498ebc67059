import multiprocessing
import os

multiprocessing.set_start_method("fork", force=True)


def work(name):
    print("hello", name, multiprocessing.current_process().name)
    os._exit(7)


process = multiprocessing.Process(target=work, args=("x",))
process.start()
process.join()
print(process.exitcode, process.name)
