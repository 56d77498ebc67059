"""Variables that a callback of a debugger is known to disturb."""
import threading


def counts():
    n = 0
    done = threading.Event()

    def adds():
        nonlocal n
        for _ in range(50):
            n += 1
        done.set()

    thread = threading.Thread(target=adds)
    thread.start()
    for _ in range(5):
        pass
    done.wait()
    thread.join()
    return n


class Meta(type):
    def __new__(cls, name, bases, space):
        space["made"] = sorted(key for key in space if key[:2] != "__")
        return super().__new__(cls, name, bases, space)


class Thing(metaclass=Meta):
    n = 1
    for n in range(3):
        pass

    def method(self):
        return __class__.__name__

    @property
    def value(self):
        raise AttributeError("no value")

    @staticmethod
    def static():
        return "static"

    def __getattr__(self, name):
        return "made up " + name

    def __eq__(self, other):
        raise TypeError("not to be compared")

    __hash__ = None

    def __bool__(self):
        raise TypeError("neither")


print(counts(), Thing.made, Thing().method(), Thing().value, Thing.static())
things = [Thing(), {1: Thing()}, (Thing(),)]
thing = things[0]


def looks(thing):
    other = thing
    return other.method()


thread = threading.Thread(target=looks, args=(thing,))
thread.start()
thread.join()
print(looks(thing))
