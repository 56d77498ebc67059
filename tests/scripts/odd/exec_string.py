code = """
def f(n):
    return n + 1
print(f(1))
"""
exec(code)
print(eval("f(2)"))
