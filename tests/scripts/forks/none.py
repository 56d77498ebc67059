import os

try:
    os.wait()
except ChildProcessError as error:
    print(error)
try:
    os.waitpid(1, 0)
except ChildProcessError as error:
    print(error.errno)
