import words

print("\d" == "\\d", words.words)
if len("x") is 1:
    print("one")
