import os
import signal
import subprocess
import sys

r, w = os.pipe()
pid = os.fork()
if pid == 0:
    os.close(r)
    os.dup2(w, 9)
    os.setsid()
    os.write(9, b"from the child")
    os._exit(3)
os.close(w)
print(os.read(r, 100))
print(os.waitpid(pid, 0)[1])
other = os.fork()
if other == 0:
    os.execv("/bin/sh", ["sh", "-c", "exit 4"])
print(os.wait()[1])
signal.signal(signal.SIGUSR1, lambda number, frame: print("USR1"))
os.kill(os.getpid(), signal.SIGUSR1)
signal.signal(signal.SIGALRM, lambda number, frame: print("ALRM"))
signal.alarm(3)
signal.pause()
print(os.system("exit 5"))
print(subprocess.run(["true"]).returncode)
cat = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
print(cat.communicate(b"through cat"))
print(cat.wait())
try:
    print(input("? "))
except EOFError:
    print("end of file")
sys.exit(6)
