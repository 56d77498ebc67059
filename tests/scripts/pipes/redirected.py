import os
import sys
import tempfile

with tempfile.TemporaryFile() as file:
    kept = os.dup(1)
    os.dup2(file.fileno(), 1)
    print("into the file", flush=True)
    os.dup2(kept, 1)
    file.seek(0)
    print("it has", file.read())
os.write(1, b"by hand\n")
os.write(2, b"to the other\n")
print("no end", end="")
sys.stdout.flush()
