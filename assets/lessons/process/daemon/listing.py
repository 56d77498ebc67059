import os, sys, tempfile, time

second_fork = "on"

def daemonize():
    sys.stdout.flush()  #: flush
    if os.fork():  #: fork
        os._exit(0)  #: exit-first
    os.chdir("/")  #: chdir
    os.setsid()  #: setsid
    os.umask(0)  #: umask
    if second_fork == "on":
        pid = os.fork()  #: fork-again
        if pid:
            print("daemon", pid, flush=True)  #: print
            os._exit(0)  #: exit-second
    stdin = open("/dev/null")  #: open-in
    stdout = open("/dev/null", "a")  #: open-out
    stderr = open("/dev/null", "a")  #: open-err
    os.dup2(stdin.fileno(), 0)  #: dup-in
    os.dup2(stdout.fileno(), 1)  #: dup-out
    os.dup2(stderr.fileno(), 2)  #: dup-err

def do_daemon_func(terminal, log):
    while os.getppid() == os.getsid(0):  #: orphan
        time.sleep(0.01)
    try:
        os.open(terminal, os.O_RDWR)  #: terminal
        os.open("/dev/tty", os.O_RDWR)  #: tty
        had = "a terminal"
    except OSError:
        had = "no terminal"
    for n in 1, 2, 3:
        with open(log, "a") as file:
            print(n, had, file=file)  #: write
        time.sleep(0.1)

master, slave = os.openpty()
terminal = os.ttyname(slave)
os.close(slave)
log = tempfile.mkstemp()[1]
daemonize()
do_daemon_func(terminal, log)
