import os

print(os.system("exit 3") >> 8)
with os.popen("echo from a shell") as words:
    print(words.read().strip())
