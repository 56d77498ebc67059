import os

reads, writes = os.pipe()
if os.fork() == 0:
    os.close(reads)
    os.write(writes, b"hello from the child")
    os._exit(0)
os.close(writes)
print(os.read(reads, 100).decode())
print(os.read(reads, 100))
os.wait()
