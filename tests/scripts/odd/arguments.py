import os
import sys

print(sys.argv[1:], __name__, os.path.basename(__file__))
print(sys.path[0] == os.path.dirname(os.path.abspath(__file__)))
