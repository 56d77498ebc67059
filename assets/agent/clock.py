"""Time: who sleeps.

Never knows who else lives.
"""

import time

from . import names, run, values

# The original: the script gets another in its place.
sleep = time.sleep


def sleeps(seconds):
    """`time.sleep()`"""
    actor = run.current()
    if actor is None:
        return sleep(seconds)
    on = names.call("time.sleep(" + values.shown(seconds) + ")")
    actor.tell("blocked", on=on)
    try:
        return sleep(seconds)
    finally:
        actor.tell("unblocked", on=on)


def install():
    time.sleep = sleeps
