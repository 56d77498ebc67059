import fcntl
import mmap
import os
import select
import tempfile

shared = mmap.mmap(-1, 8)
with tempfile.TemporaryFile() as file:
    children = []
    for n in range(3):
        pid = os.fork()
        if not pid:
            for _ in range(5):
                fcntl.lockf(file, fcntl.LOCK_EX)
                shared[0] += 1
                fcntl.lockf(file, fcntl.LOCK_UN)
            os._exit(0)
        children.append(pid)
    for pid in children:
        os.waitpid(pid, 0)
print(shared[0])
reads, writes = os.pipe()
print(select.select([reads], [writes], [], 0) == ([], [writes], []))
if os.fork() == 0:
    os.close(reads)
    os.write(writes, b"x" * 200_000)
    os._exit(0)
os.close(writes)
total = 0
while part := os.read(reads, 65536):
    total += len(part)
print(total, os.waitstatus_to_exitcode(os.wait()[1]))
os.set_blocking(reads, False)
print(os.read(reads, 1))
