"""What stands in a buffer is written by both."""
import os
import sys

print("twice")
sys.stdout.write("part ")
if os.fork() == 0:
    print("child")
    sys.exit(0)
os.wait()
print("parent")
