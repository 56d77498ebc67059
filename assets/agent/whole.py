"""The way of the program itself: from its first statement to its end, which is the script's.

Never knows what a step is, nor how Python goes on behind it.
"""

from . import coroutines, exceptions, faults, run, trace
from .goals import INSIDE, RETURN, STATEMENT, only
from .trace import CALL

# The instructions by which a call is left that hasn't raised: of such a function the last one.
RETURNS = {function.__code__.co_code[-2] for function in (lambda: None, lambda value: value)}


class Program(trace.Walk):
    """The way of the program itself. Where it is over, so is the script: what comes then is Python's."""

    # What it is, once it has begun; and what is done at its end, the words of what nobody has caught known.
    code = over = None

    __slots__ = ("raised", "after")

    def __init__(self, file, tracer=None):
        super().__init__(file, tracer)
        self.raised = self.after = None

    def __call__(self, frame, event, argument):
        if event == "exception":
            faults.strip(argument[1])
            self.raised = None if issubclass(argument[0], SystemExit) else exceptions.words(argument[1])
        walk = super().__call__(frame, event, argument)
        if event == "return":
            has_raised = frame.f_code.co_code[frame.f_lasti] not in RETURNS
            if not has_raised:
                try:
                    self.ends(frame)
                except BaseException as error:
                    trace.failed("the end of the program", error)
            self.is_over(self.raised if has_raised else None)
            return None
        return walk

    def stands(self, actor, frame, statement, after=None):
        self.after = after
        super().stands(actor, frame, statement, after)

    def ends(self, frame):
        """Its last statement has run. Who goes from statement to statement stands once more while a generator is suspended: it can
        still be driven by hand."""
        actor = run.current()
        if actor is None or actor.unseen or only.marks or self.after == CALL or not run.gated:
            return
        if actor.goal.to in (STATEMENT, INSIDE, RETURN) and not actor.goal.is_calm():
            coroutines.look(actor, frame)
            if coroutines.are_left():
                self.stands(actor, frame, self.file.statement(frame.f_lineno), CALL)

    def is_over(self, raised):
        trace.end()
        Program.over(raised)


class Again(Program):
    """The way of the program where an interpreter that `multiprocessing` has started imports it once more. What it runs comes then."""

    code = None

    __slots__ = ()

    def ends(self, frame):
        """It goes on in what has imported it."""

    def is_over(self, raised):
        actor = run.current()
        if raised is not None and actor is not None and not actor.unseen:
            exceptions.uncaught_as(actor, raised)


def install(over):
    """The program is met. `over` is called at its end."""
    Program.over = over
    trace.PROGRAMS.update({"__main__": Program, "__mp_main__": Again})
