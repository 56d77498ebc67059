import os
import subprocess
import sys
import threading

print(sys.stdin.fileno(), sys.stdin.isatty(), sys.stdin.mode, sys.stdin.encoding, sys.stdin.name)
print(os.read(0, 10), sys.stdin.buffer.read(), list(sys.stdin))


def asks():
    try:
        input("in a thread? ")
    except EOFError as error:
        print("EOFError:", error)


thread = threading.Thread(target=asks)
thread.start()
thread.join()
print(subprocess.run(["cat"], input="through a pipe", text=True, stdout=subprocess.PIPE).stdout)
sys.stdin.close()
try:
    input("closed? ")
except ValueError as error:
    print(error)
sys.stdin = open(__file__)
print(input("from a file? "))
print(input.__name__)
input(1, 2)
