import os
import signal
import subprocess
import sys

print(subprocess.run("echo shell; exit 3", shell=True).returncode)
print(subprocess.check_output(["printf", "%s", "words"]))
print(subprocess.getoutput("echo by getoutput"))
print(os.popen("echo by popen").read(), end="")
print(os.waitstatus_to_exitcode(os.system("kill -9 $$")))
with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as cat:
    print(cat.communicate("through cat"))
try:
    subprocess.run(["sleep", "600"], timeout=0.05)
except subprocess.TimeoutExpired as error:
    print(type(error).__name__)
try:
    subprocess.run(["/no/such/program"])
except FileNotFoundError as error:
    print(error)
try:
    subprocess.run(["false"], check=True)
except subprocess.CalledProcessError as error:
    print(error)
child = subprocess.Popen(["sleep", "600"], start_new_session=True)
os.killpg(child.pid, signal.SIGTERM)
print(child.wait())
child = subprocess.Popen([sys.executable, "-c", "import os; os.write(2, b'python\\n'); raise SystemExit(9)"])
print(child.wait(), child.poll(), child)
pid = os.posix_spawn("/bin/sh", ["sh", "-c", "exit 5"], os.environ)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
pid = os.spawnlp(os.P_NOWAIT, "sh", "sh", "-c", "exit 6")
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
print(os.spawnlp(os.P_WAIT, "true", "true"))


def pre():
    os.umask(0o77)


print(subprocess.run(["sh", "-c", "umask"], preexec_fn=pre, stdout=subprocess.PIPE).stdout)
print(subprocess.run(["ls", "/proc/self/fd"], stdout=subprocess.PIPE).stdout)
