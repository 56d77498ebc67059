import os, signal, socket

zombies = 1
code = 3
death = "SIGKILL"

# region: the state that the kernel shows
LOOK = os.WEXITED | os.WNOWAIT

def state_of(pid):
    with open(f"/proc/{pid}/stat") as file:
        return file.read().split(") ")[1][0]
# endregion

def bury():
    pid = os.waitid(os.P_ALL, 0, LOOK).si_pid  #: look
    state = state_of(pid)
    status = os.waitpid(pid, 0)[1]  #: reap
    left = os.waitstatus_to_exitcode(status)
    print(state, status, left, flush=True)  #: print  state=state  status=status

for _ in range(zombies):
    if os.fork() == 0:  #: fork
        os._exit(code)  #: exit
for _ in range(zombies):
    bury()

ours, theirs = socket.socketpair()
parent = os.fork()  #: fork-parent
if parent == 0:
    ours.close()
    if os.fork():  #: fork-orphan
        theirs.close()
        signal.pause()  #: pause
    print("ppid", os.getppid(), flush=True)  #: before
    theirs.send(b"!")
    theirs.recv(1)  #: sleep
    print("ppid", os.getppid(), flush=True)  #: after
    os._exit(0)
theirs.close()
ours.recv(1)  #: hear
os.kill(parent, getattr(signal, death))  #: kill
bury()
ours.send(b"!")  #: wake
ours.recv(1)  #: bye
