import subprocess
import sys

done = subprocess.run(["echo", "hello"], capture_output=True, text=True)
print(done.stdout.strip(), done.returncode)
print(subprocess.call(["sh", "-c", "exit 4"]))
try:
    subprocess.run(["/no/such/program"])
except FileNotFoundError as error:
    print("no", error.filename)
done = subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True, text=True)
print(done.stdout, end="")
