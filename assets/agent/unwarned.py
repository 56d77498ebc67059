"""What is warned of: as without us. What Python itself compiles, too, is warned of once, and not because of us; and a coroutine that goes while
we look at a call's variables goes in the script's line.

Never knows what is compiled.
"""

import sys
import _warnings

from . import faults

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


def warnings(module):
    """The module `warnings` has been imported. Up to 3.12 what a call's variables were is kept until they are looked at again: there they go."""
    if sys.version_info >= (3, 13):
        return
    tell, warn = module._warn_unawaited_coroutine, module.warn

    def _warn_unawaited_coroutine(coroutine):
        frame, ours = sys._getframe().f_back, 0  # None: it goes with the interpreter
        while frame is not None and faults.is_agents(frame.f_code):
            frame, ours = frame.f_back, ours + 1

        def outside(*said, stacklevel=1, **more):
            # Behind this, what has called it, and the one that stands for that.
            return warn(*said, stacklevel=stacklevel + 2 + ours, **more)

        module.warn = outside
        try:
            tell(coroutine)
        finally:
            module.warn = warn

    module._warn_unawaited_coroutine = _warn_unawaited_coroutine
