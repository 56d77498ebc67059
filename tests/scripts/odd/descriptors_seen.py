import os
import resource

print(sorted(int(name) for name in os.listdir("/proc/self/fd"))[:4])
opened = os.open("/dev/null", os.O_RDONLY)
print(opened, os.get_inheritable(opened))
print(os.dup(0), os.pipe())
for name in "RLIMIT_NOFILE", "RLIMIT_STACK", "RLIMIT_NPROC":
    print(name, resource.getrlimit(getattr(resource, name)) != (0, 0))
if os.fork() == 0:
    print(os.open("/dev/null", os.O_RDONLY), flush=True)
    os._exit(0)
os.wait()
os.closerange(3, 2000)
print(os.open("/dev/null", os.O_RDONLY))
for number in range(3, 2000):
    try:
        os.close(number)
    except OSError:
        pass
print(os.open("/dev/null", os.O_RDONLY))
os.dup2(1, 5)
os.write(5, b"by another number\n")
print("end")
