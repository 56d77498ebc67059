code = compile("def made(n):\n    return n + 1\nprint(made(1))", "<made>", "exec")
space = {}
exec(code, space)
print(sorted(name for name in space if name != "__builtins__"), eval("made(2)", space))
try:
    exec("1 / 0")
except ZeroDivisionError as error:
    print(error.__traceback__.tb_next.tb_frame.f_code.co_filename)
exec(open(__file__).read().split("#here\n")[1])
"""
#here
for n in range(2):
    print(n)
#here
"""


def scopes():
    x = 1
    exec("x = 2")
    print(x, eval("x"), sorted(locals()))
    locals()["y"] = 3
    print("y" in locals())

    def inner():
        nonlocal x
        x += 1
        return x

    print(inner(), x, [x for x in range(3)], x)
    del x
    try:
        print(x)
    except NameError as error:
        print(type(error).__name__)


scopes()
exec("raise KeyError('in a string')")
