import os, sys, tempfile, time
from resource import RLIMIT_NPROC, setrlimit

second_fork = "on"
refuse = "none"

def no_more_processes():
    setrlimit(RLIMIT_NPROC, (0, 0))  #: limit
    if os.getuid() == 0:
        os.setuid(65534)  # root has none

def daemonize():
    try:
        if refuse == "first fork":
            no_more_processes()
        if os.fork():  #: fork  look itself
            os._exit(0)  #: exit-first
    except OSError as err:
        sys.exit(f"fork 1 {err}")  #: refused-first
    os.chdir("/")  #: chdir  look itself
    os.setsid()  #: setsid  look itself
    os.umask(0)  #: umask  look itself
    try:
        if refuse == "second fork":
            no_more_processes()
        if second_fork == "on":
            pid = os.fork()  #: fork-again  look itself
            if pid:
                print("PID", pid, flush=True)  #: print
                os._exit(0)  #: exit-second
    except OSError as err:
        sys.exit(f"fork 2 {err}")  #: refused-second
    sys.stdout.flush()  #: flush-out  look itself
    sys.stderr.flush()  #: flush-err
    stdin = open("/dev/null")  #: open-in
    stdout = open("/dev/null", "a+")  #: open-out
    stderr = open("/dev/null", "ab+", 0)  #: open-err
    os.dup2(stdin.fileno(), 0)  #: dup-in
    os.dup2(stdout.fileno(), 1)  #: dup-out  look itself
    os.dup2(stderr.fileno(), 2)  #: dup-err  look itself

def do_daemon_func(terminal, log):
    while os.getppid() == os.getsid(0):  #: orphan  look itself
        time.sleep(0.01)
    try:
        os.open(terminal, os.O_RDWR)  #: terminal  look itself
        os.open("/dev/tty", os.O_RDWR)  #: tty  look itself  look own terminal
        had = "a terminal"
    except OSError:
        had = "no terminal"
    for n in 1, 2, 3:  #: -  log=f"{n} I have {had}"
        with open(log, "a") as f:
            print(n, "I have", had, file=f)  #: write

# region: a terminal and a log file to try with
master, slave = os.openpty()
terminal = os.ttyname(slave)
os.close(slave)
log = tempfile.mkstemp()[1]
# endregion
daemonize()
do_daemon_func(terminal, log)
