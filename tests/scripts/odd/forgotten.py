"""An exception goes with its `except` block, and all that it holds: also where somebody has stood in the block and nowhere behind it."""


class Refused(Exception):
    def __del__(self):
        print("forgotten")


def main():
    try:
        raise Refused("no")
    except Refused as error:
        print("refused:", error)  #: refused
        end = "the end"
    behind = "behind it:"
    print(behind, end)


def leaves():
    try:
        raise Refused("never")
    except Refused as error:
        return str(error)  #: leaves


main()
print(leaves())
print("over")
