import sys


def inner():
    raise ValueError("outer") from KeyError("cause")


print("before")
try:
    try:
        inner()
    finally:
        print("finally")
except ValueError as error:
    raise RuntimeError("last") from error
