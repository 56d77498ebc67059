for n in range(300):
    print(n, "x" * 200)
