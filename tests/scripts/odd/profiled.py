import sys

seen = []


def profiler(frame, event, argument):
    if frame.f_code.co_name == "work" or event.startswith("c_") and argument is len:
        seen.append((event, frame.f_code.co_name))


def work():
    return len("three")


sys.setprofile(profiler)
work()
print(sys.getprofile() is profiler)
sys.setprofile(None)
print(seen, sys.getprofile())
