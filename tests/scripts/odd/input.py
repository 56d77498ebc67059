try:
    print(input("a word? "))
except EOFError:
    print("no more")
