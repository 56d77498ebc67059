import os

reads, writes = os.pipe()
if os.fork() == 0:
    os.dup2(writes, 200)
    os.closerange(3, 200)
    os.closerange(201, 4096)
    os.write(200, b"still there")
    os._exit(0)
os.close(writes)
print(os.read(reads, 100))
os.wait()
