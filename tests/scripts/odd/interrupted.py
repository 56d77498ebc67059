import os
import signal

print("about to be interrupted", flush=True)
os.kill(os.getpid(), signal.SIGINT)
print("never")
