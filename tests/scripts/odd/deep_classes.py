"""Calls of C that lie too deep in one another: Python counts them by themselves from 3.12 on, and goes on as before."""
import sys
import threading


class Node:
    def __init__(self):
        self.next = Node()


class Sum:
    def __add__(self, other):
        return self + other


def down(n):
    try:
        return down(n + 1)
    except RecursionError:
        return n


def fails(what):
    try:
        what()
    except RecursionError as error:
        print(str(error)[:32])


def all_of_them():
    fails(Node)
    print(down(1))
    fails(lambda: Sum() + 1)
    print(down(1))
    fails(Node)
    sys.setrecursionlimit(300)
    print(down(1))
    sys.setrecursionlimit(1000)


all_of_them()
thread = threading.Thread(target=all_of_them)
thread.start()
thread.join()
