# A lock between processes is given back as soon as nobody has it.
import multiprocessing
import weakref

if __name__ == "__main__":
    mp = multiprocessing.get_context("spawn")
    for make in mp.Lock, mp.Semaphore, mp.Queue:
        made = make()
        weakref.finalize(made, print, "given back")
        del made
        print("after")
