import contextlib
import io
import os
import sys

sys.stdout.write("no end of line")
sys.stdout.flush()
print("\rprogress 1\rprogress 2")
print("two\nlines", end="")
print(" and a tab\t|", "\x1b[31mred\x1b[0m", "\x07bell", "\x00nul")
sys.stdout.buffer.write(b"bytes \xff\xfe\n")
sys.stdout.flush()
os.write(1, b"half")
os.write(1, b" and half\n")
os.write(1, memoryview(b"a view\n"))
os.writev(1, [b"in ", b"pieces\n"])
try:
    print("\ud800")
except UnicodeEncodeError as error:
    print(error.reason)
with contextlib.redirect_stdout(io.StringIO()) as kept:
    print("not shown")
print(len(kept.getvalue()), file=sys.stderr)
print("x" * 100_000)
print("ü" * 9_000, flush=True)
sys.stdout.reconfigure(line_buffering=False)
print("later")
os.write(2, b"earlier, on the other one\n")
print(os.get_terminal_size(1), os.ttyname(1)[:9])
kept = os.dup(1)
null = os.open("/dev/null", os.O_WRONLY)
sys.stdout.flush()
os.dup2(null, 1)
print("nobody reads this", flush=True)
os.dup2(kept, 1)
print("back again", flush=True)
sys.stdout.close()
try:
    print("closed")
except ValueError as error:
    print(error, file=sys.stderr)
