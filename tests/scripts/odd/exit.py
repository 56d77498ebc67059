import atexit
import sys

atexit.register(print, "at exit")
sys.exit("words for stderr")
