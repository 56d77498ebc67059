import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

with ThreadPoolExecutor(2) as pool:
    slow = pool.submit(time.sleep, 0.2)
    quick = pool.submit(int, "7")
    done, left = wait([slow, quick], return_when=FIRST_COMPLETED)
    print(len(done), quick.result())
