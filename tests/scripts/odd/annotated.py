"""A docstring."""
from __future__ import annotations

import dataclasses
import typing
import types

x: int = 1
print(__doc__, sorted(name for name in globals() if name[:2] == "__"))


@dataclasses.dataclass
class Point:
    x: int
    y: int = 0

    def far(self) -> Point:
        return dataclasses.replace(self, x=self.x + 1)


print(Point(1).far(), typing.get_type_hints(Point.far))
assert x, "never"
if (y := x + 1) > 1:
    print(y)


def star(*args, k=1, **more):
    a, *b = args
    return a, b, k, more


print(star(1, 2, 3, k=4, z=5))
print(types.FunctionType(star.__code__, {})(1))


assert x == 2, (
    "the assertion "
    "has words"
)
