import multiprocessing

multiprocessing.set_start_method("fork", force=True)


def add(total):
    for _ in range(20):
        with total.get_lock():
            total.value += 1


total = multiprocessing.Value("i", 0)
processes = [multiprocessing.Process(target=add, args=(total,)) for _ in range(2)]
for process in processes:
    process.start()
for process in processes:
    process.join()
print(total.value)
