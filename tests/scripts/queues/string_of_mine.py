"""A module of the script's own."""


def words():
    text = "own"
    return text * 2
