"""Compiles what Python itself compiles, too: of what there is to warn it says so once, and not because of us.

Never knows what is compiled.
"""

import sys
import _warnings

EVERYTHING = "ignore", None, Warning, None, 0


def compiled(source, filename, flags=0):
    """What `compile()` makes of a source, without a warning."""
    filters = getattr(sys.modules.get("warnings"), "filters", _warnings.filters)
    filters.insert(0, EVERYTHING)
    try:
        return compile(source, filename, "exec", flags, True)
    finally:
        if EVERYTHING in filters:
            filters.remove(EVERYTHING)
