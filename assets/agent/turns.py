"""One at a time looks how something is and tells it: otherwise another would tell behind it what was so before.

Never knows what is told.
"""

import _thread

# The original: the script gets another in its place.
new_rlock = _thread.RLock
# Nobody waits longer: what is run when garbage is collected meanwhile may wait for anything.
LONGEST = 1


class Now:
    """Whose turn it is to look and tell."""

    lock = new_rlock()


class turn:
    """While it is one's own."""

    def __enter__(self):
        self.lock = Now.lock
        self.has = self.lock.acquire(True, LONGEST)

    def __exit__(self, *exception):
        if self.has:
            self.lock.release()


def after_fork():
    """Whoever had a turn isn't here."""
    Now.lock = new_rlock()
