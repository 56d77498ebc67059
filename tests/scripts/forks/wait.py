import os

pid = os.fork()
if pid == 0:
    print("child")
    raise SystemExit(3)
gone, status = os.wait()
print(gone == pid, os.WEXITSTATUS(status))
