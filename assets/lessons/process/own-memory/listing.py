import mmap, os, tempfile

megabytes = 4
written = 25
stdout = "pipe"

# region: how many pages, and a file with abcdef
page = mmap.PAGESIZE
pages = megabytes * 2**20 // page
file = tempfile.TemporaryFile(buffering=0)
file.write(b"abcdef")
# endregion
memory = mmap.mmap(-1, pages * page,  #: map
                   mmap.MAP_PRIVATE)
for n in range(pages):  #: fill  look memory
    memory[n * page] = 1
file.seek(0)  #: seek  look memory
if stdout == "pipe":
    reader, writer = os.pipe()
else:
    reader, writer = os.openpty()
out = os.fdopen(writer, "w")  #: out  look file
print("hello", file=out)  #: print
pid = os.fork()  #: fork  look out
for n in range(pages * written // 100):  #: write  look memory  look file  look out
    memory[n * page] = 2 if pid else 3
print("memory", memory[0], flush=True)  #: look  look memory
print("read", file.read(3), flush=True)  #: read
out.flush()  #: flush  look file
if pid == 0:
    os._exit(0)  #: exit  look out
os.wait()  #: wait  look out
# region: all that was printed into the buffer
print("end", file=out, flush=True)
text = b""
# endregion
while b"end" not in text:  #: count  look memory
    text += os.read(reader, 99)
print("hellos:", text.count(b"hello"))
