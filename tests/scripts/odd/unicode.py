import sys

print("你好 ☃ \U0001f40d")
print("half \udc80".encode("utf-8", "surrogateescape"))
try:
    print("half \udc80")
except UnicodeEncodeError as error:
    print(error.reason)
print("to stderr ☃", file=sys.stderr)
