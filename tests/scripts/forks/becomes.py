import os
import sys

if len(sys.argv) < 4:
    print("once more", flush=True)
    os.execv(sys.executable, [sys.executable, "-B", __file__, "a", "b", "c"])
print(len(sys.argv))
sys.exit(8)
