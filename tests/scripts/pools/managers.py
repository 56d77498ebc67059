import multiprocessing
from multiprocessing import shared_memory


def fills(shared, lock, memory):
    with lock:
        shared["n"] = shared.get("n", 0) + 1
    block = shared_memory.SharedMemory(name=memory)
    block.buf[0] += 1
    block.close()


def fails():
    raise ValueError("in a child")


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    block = shared_memory.SharedMemory(create=True, size=16)
    with context.Manager() as manager:
        shared, lock = manager.dict(), manager.Lock()
        children = [context.Process(target=fills, args=(shared, lock, block.name)) for _ in range(2)]
        for child in children:
            child.start()
            child.join()
        print(dict(shared), block.buf[0])
    block.close()
    block.unlink()
    child = context.Process(target=fails, name="fails")
    child.start()
    child.join()
    print(child.exitcode, child.name, context.active_children())
    child = context.Process(target=pow, args=(2, 3), daemon=True)
    child.start()
    child.join(5)
    print(child.exitcode, child.is_alive())
    child.close()
