"""Every way to end, and every way to learn of it."""
import os
import signal
import sys
import time


def child(does):
    pid = os.fork()
    if not pid:
        does()
        os._exit(99)
    return pid


def kills_itself():
    os.kill(os.getpid(), signal.SIGKILL)


for does in (
    lambda: os._exit(7),
    lambda: sys.exit(3),
    lambda: sys.exit("words"),
    lambda: sys.exit(None),
    lambda: os.abort(),
    kills_itself,
    lambda: os.kill(os.getpid(), signal.SIGTERM),
):
    pid = child(does)
    got, status = os.waitpid(pid, 0)
    print(got == pid, os.WIFEXITED(status), os.WIFSIGNALED(status), status & 0xFF7F, os.waitstatus_to_exitcode(status))



def stops_and_waits():
    os.kill(os.getpid(), signal.SIGSTOP)
    signal.pause()


pid = child(stops_and_waits)
got, status = os.waitpid(pid, os.WUNTRACED)
print(os.WIFSTOPPED(status), os.WSTOPSIG(status))
os.kill(pid, signal.SIGCONT)
got, status = os.waitpid(pid, os.WCONTINUED)
print(os.WIFCONTINUED(status))
os.kill(pid, signal.SIGKILL)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))

pid = child(lambda: os._exit(4))
result = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
print(result.si_status, result.si_code == os.CLD_EXITED)
got, status, usage = os.wait4(pid, 0)
print(os.WEXITSTATUS(status), usage.ru_maxrss > 0)
pid = child(lambda: os._exit(5))
got, status, usage = os.wait3(0)
print(os.WEXITSTATUS(status))
try:
    os.wait()
except ChildProcessError as error:
    print(error)
pid = child(lambda: time.sleep(600))
print(os.waitpid(pid, os.WNOHANG))
os.kill(pid, signal.SIGUSR2)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
