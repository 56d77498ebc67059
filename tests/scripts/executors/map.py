from concurrent.futures import ThreadPoolExecutor

with ThreadPoolExecutor(max_workers=2) as pool:
    print(list(pool.map(lambda n: n * n, range(5))))
    future = pool.submit(pow, 2, 10)
    print(future.result())
