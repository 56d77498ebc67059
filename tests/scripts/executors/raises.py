from concurrent.futures import ThreadPoolExecutor, as_completed


def bad(n):
    if n == 2:
        raise ValueError(f"bad {n}")
    return n


with ThreadPoolExecutor(2) as pool:
    futures = [pool.submit(bad, n) for n in range(4)]
    print(sorted(f.result() for f in as_completed(futures) if not f.exception()))
    try:
        futures[2].result()
    except ValueError as error:
        print(error)
