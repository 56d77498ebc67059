import multiprocessing

multiprocessing.set_start_method("fork", force=True)


def work(tasks, results):
    for n in iter(tasks.get, None):
        results.put(n + 1)


tasks, results = multiprocessing.Queue(), multiprocessing.Queue()
process = multiprocessing.Process(target=work, args=(tasks, results))
process.start()
for n in range(3):
    tasks.put(n)
print([results.get() for _ in range(3)])
tasks.put(None)
process.join()
