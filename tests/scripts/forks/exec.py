import os
import sys

if os.fork() == 0:
    os.execvp("echo", ["echo", "another program"])
os.wait()
print("after", file=sys.stderr)
try:
    os.execv("/no/such/program", ["x"])
except FileNotFoundError as error:
    print(error)
