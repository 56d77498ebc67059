def choice(items):
    return "the script's own, not the library's"
