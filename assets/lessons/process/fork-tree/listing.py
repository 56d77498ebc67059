import os

forks = 3
shape = "doubling"

for i in range(forks):
    pid = os.fork()  #: fork
    print(i, pid, flush=True)  #: print  local i=i
    if shape == "chain" and pid:
        break
    if shape == "star" and not pid:
        break
while True:
    try:
        os.wait()  #: wait
    except ChildProcessError:
        break
os._exit(0)  #: exit
