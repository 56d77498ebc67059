"""Whether a call may run with nobody looking, at plain speed: it runs nothing but itself, and what it may raise nobody catches.

    function that only loops ─▶ arguments plain? no handler of a signal? no `try` around? ─▶ unheard, up to its end
Never knows how one stops looking.
"""

import sys

from . import faults, steps

# The calls of the library with which a thread begins.
BEGINS = {"_bootstrap", "_bootstrap_inner", "run"}
# Nobody looks through more calls.
DEEPEST = 30


def outermost(frame, file):
    """Whether a call that begins may run with nobody looking: it runs nothing but itself, and what it may raise nobody catches. Gives the
    code of the outermost call, which hears of that; None: it may not."""
    is_alone = file.alone.get(frame.f_code.co_firstlineno)
    # A signal's handler may be called anywhere.
    if is_alone is None or "signal" in sys.modules or any(each is not None and each.overloads for each in list(steps.known.values())):
        return None
    return end_of(frame.f_back) if is_alone.holds(frame) else None


def end_of(frame):
    """The code of the outermost of these calls, where an exception would go out through all of them; None: one may catch it."""
    code = None
    for _ in range(DEEPEST):
        if frame is None:
            return code
        code = frame.f_code
        file = steps.of(code.co_filename)
        if file is not None:
            if frame.f_lineno in file.guarded:
                return None
        elif not faults.is_agents(code) and not (code.co_name in BEGINS and code.co_filename.endswith("/threading.py")):
            return None
        frame = frame.f_back
    return None
