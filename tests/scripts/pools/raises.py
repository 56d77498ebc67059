import multiprocessing

multiprocessing.set_start_method("fork", force=True)


def bad(n):
    raise KeyError(n)


with multiprocessing.Pool(1) as pool:
    try:
        pool.map(bad, [1])
    except KeyError as error:
        print("came back", error)
