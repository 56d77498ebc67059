"""Steps from CPython 3.12 on: `sys.monitoring` tells what `sys.settrace` tells, and only of code that is stepped.

    a function begins ─▶ stepped? ── no ─▶ DISABLE: it isn't asked again, and costs nothing
                            └─ yes ─▶ its lines, jumps, returns and yields are told from here on
What is told goes the way of `trace`, so it is the same trace. A thread in which the script traces itself is left to `sys.settrace`.
Never knows what a step does.
"""

import posix
import sys
from _thread import get_ident

from . import depth, faults, goals, handlers, run, steps, trace
from .goals import only
from .trace import Walk

# The identities that a script may take are left to it: those of debuggers, of coverage and of profilers.
TOOLS = 4, 3, 5
NAME = "concurrium"
getframe = sys._getframe


class Tool:
    """Which identity is ours; None: there is none, and `sys.settrace` is used."""

    mine = None


# The threads that are stepped; and what is called instead, by those that stand.
stepped = set()
instead = {}


def begin():
    """From here on this thread is stepped."""
    stepped.add(get_ident())
    if get_ident() in trace.theirs:
        trace.settrace(trace.on_call)


def end():
    """No more."""
    stepped.discard(get_ident())
    if get_ident() in trace.theirs:
        trace.settrace(None)


def is_stepped():
    """Whether this thread is, and by us."""
    thread = get_ident()
    return thread in stepped and thread not in trace.theirs and thread not in instead


def calls_instead(called):
    """From here on this is called where something begins; gives what was before."""
    before = instead.pop(get_ident(), None)
    if called is not None:
        instead[get_ident()] = called
    return before


def starts(code, offset):
    """A function begins."""
    file = steps.of(code.co_filename)
    if file is None:
        return monitoring.DISABLE
    if is_stepped():
        try:
            depth.check()
            if "signal" in sys.modules:
                handlers.look(getframe(1))
            return comes(code, file, getframe(1))
        except BaseException as error:
            failed("a call", error)
    elif get_ident() in instead:
        instead[get_ident()](getframe(1))


def resumes(code, offset, error=None):
    """A generator or a coroutine goes on; `error`: with this exception."""
    file = steps.of(code.co_filename)
    if file is not None and is_stepped():
        try:
            depth.check()
            comes(code, file, getframe(1))
        except BaseException as ours:
            failed("a call", ours)


def comes(code, file, frame):
    """A call of the script's begins, or goes on."""
    if not trace.walks(file, code):
        return monitoring.DISABLE if is_never_stepped(file, code) else None
    if code.co_name == "<module>":
        trace.begins(file, frame)
    frame.f_trace = trace.walk_of(frame, file)
    monitoring.set_local_events(Tool.mine, code, LOCAL)


def is_never_stepped(file, code):
    """Whether that can only change by a mark, or by who asks to be led inside."""
    return only.marks and code.co_firstlineno not in file.marked


def lines(code, number):
    frame = getframe(1)
    walk = frame.f_trace
    if issubclass(type(walk), Walk) and is_stepped():
        walk(frame, "line", None)


def jumps(code, start, end):
    """A jump back within a line: a loop on one line goes round."""
    file = steps.of(code.co_filename)
    line = line_of(code, end) if end <= start and file is not None else None
    # Which other lines it comes to is told by itself.
    if line not in getattr(file, "loops", ()) or line_of(code, start) != line:
        return monitoring.DISABLE
    frame = getframe(1)
    walk = frame.f_trace
    if issubclass(type(walk), Walk) and is_stepped():
        walk(frame, "line", None)


def line_of(code, offset):
    for first, last, line in code.co_lines():
        if first <= offset < last:
            return line


def returns(code, offset, value):
    """A call is over, or suspended."""
    frame = getframe(1)
    walk = frame.f_trace
    if issubclass(type(walk), Walk) and is_stepped():
        walk(frame, "return", value)


def unwinds(code, offset, error):
    """An exception leaves a call."""
    if steps.of(code.co_filename) is not None:
        frame = getframe(1)
        walk = frame.f_trace
        if issubclass(type(walk), Walk) and is_stepped():
            walk(frame, "return", None)


def raises(code, offset, error):
    """An exception comes to a call."""
    if steps.of(code.co_filename) is not None:
        frame = getframe(1)
        walk = frame.f_trace
        if issubclass(type(walk), Walk) and is_stepped():
            walk(frame, "exception", (type(error), error, error.__traceback__))


def failed(what, error):
    """An error while we were called. CPython goes on to call us."""
    if faults.is_ours(error):
        faults.fault(run.current(), what, error)
        return
    raise error


def looks_again():
    """What wasn't stepped may be, from here on."""
    monitoring.restart_events()


def sets(tracer):
    """`sys.settrace()`: this thread is stepped by it meanwhile, and theirs is called by ours."""
    trace.sets(tracer)
    if get_ident() in stepped:
        trace.settrace(None if tracer is None else trace.on_call)


def after_fork():
    """A new process has the one thread that has forked."""
    here = get_ident() in stepped
    stepped.clear()
    instead.clear()
    if here:
        stepped.add(get_ident())


def install():
    """Steps by this, where there is an identity left."""
    free = [tool for tool in TOOLS if monitoring.get_tool(tool) is None]
    if not free:
        return
    Tool.mine = free[0]
    monitoring.use_tool_id(Tool.mine, NAME)
    for event, told in TOLD.items():
        monitoring.register_callback(Tool.mine, event, told)
    monitoring.set_events(Tool.mine, GLOBAL)
    trace.By.begin, trace.By.end, trace.By.instead, trace.By.failed = begin, end, calls_instead, failed
    goals.Marks.change = looks_again
    sys.settrace = sets
    posix.register_at_fork(after_in_child=after_fork)


monitoring = getattr(sys, "monitoring", None)
if monitoring is not None:
    E = monitoring.events
    TOLD = {
        E.PY_START: starts, E.PY_RESUME: resumes, E.PY_THROW: resumes, E.LINE: lines, E.JUMP: jumps,
        E.PY_RETURN: returns, E.PY_YIELD: returns, E.PY_UNWIND: unwinds, E.RAISE: raises, E.STOP_ITERATION: raises,
    }  # fmt: skip
    # Of all code, and of a function that is stepped.
    GLOBAL = E.PY_START | E.PY_THROW | E.PY_UNWIND | E.RAISE
    LOCAL = E.PY_RESUME | E.LINE | E.JUMP | E.PY_RETURN | E.PY_YIELD | E.STOP_ITERATION
