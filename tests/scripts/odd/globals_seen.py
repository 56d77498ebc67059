import os
import sys
import threading

print(sorted(globals()))
print(__name__, os.path.basename(__file__), __doc__, __spec__, __package__, type(__loader__).__name__)
print(sys.modules["__main__"].__dict__ is globals(), type(__builtins__).__name__)
print([thread.name for thread in threading.enumerate()], threading.active_count(), threading.current_thread().name)
print(sys.flags)
print(os.path.basename(sys.path[0]), len(sys.path), [os.path.basename(a) for a in sys.argv])
print(sys.getrecursionlimit(), sys.getswitchinterval(), sys.gettrace(), sys.getprofile())
print(sys.stdout.name, sys.stdout.mode, sys.stdout.encoding, sys.stdout.errors, sys.stdout.line_buffering, sys.stdout.isatty(), sys.stdout.fileno())
print(sys.stderr.name, sys.stderr.mode, sys.stderr.encoding, sys.stderr.errors, sys.stderr.line_buffering, sys.stderr.isatty(), sys.stderr.fileno())
print(sys.stdout is sys.__stdout__, sys.stdin is sys.__stdin__)
print(type(sys.stdout), type(sys.stdout.buffer), type(sys.stdout.buffer.raw))
print(sys.stdout, sys.stderr)
print(os.environ.get("PYTHONPATH"), [name for name in sorted(os.environ) if "CONCURRIUM" in name])
