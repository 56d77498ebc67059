"""Steps: before each statement of the script's own code its actor stands until it may go on.

`sys.settrace` tells of calls, lines and exceptions. A generator expression, a comprehension, a lambda, a class's body and the methods
between two underscores (`__init__`) are gone through without standing.
Never knows what a step does.
"""

import sys
from _thread import get_ident

from . import alone, calls, coroutines, depth, exceptions, faults, goals, handlers, marked, place, run, shared, sources, steps, suspended, tasks, things, values
from .actor import Actor
from .frames import Call
from .goals import EVENT, INSIDE, only
from .line import name as shortened

# The originals: the script gets others in their place.
settrace, gettrace, setprofile, getframe = sys.settrace, sys.gettrace, sys.setprofile, sys._getframe

PASSED = {"<genexpr>", "<listcomp>", "<setcomp>", "<dictcomp>", "<lambda>"}
# OPTIMIZED and NEWLOCALS: of a function's code, not of a module's or a class's.
FUNCTION = 0x3
# GENERATOR, COROUTINE, ASYNC_GENERATOR: what CPython says of their end it also says where they are suspended.
SUSPENDED = 0x20 | 0x80 | 0x200
# After what an actor stands, if it isn't before a statement: after a block's last one, after a call's, or after one that has raised.
BLOCK, CALL, RAISE = "block", "call", "raise"


# The trace functions that the script has set itself, by the identity of its threads.
theirs = {}
# And its profilers.
profilers = {}
# The calls that run unstepped, by the same; and the threads in which nobody hears of their end but by what is left of them.
unstepped = {}
unheard = set()
# While a thread has a profiler these look before each instruction whether anybody profiles there, and know no quicker one.
LOOKS_AT_EACH = sys.version_info[:2] in ((3, 10), (3, 11))


def calls_instead(called):
    """From here on this is called where something begins; gives what was before."""
    before = gettrace()
    settrace(called)
    return before


class By:
    """How a thread is stepped, or isn't any more; what is called there while it stands; what is done where an error comes while we are
    called. `monitor` sets others."""

    begin = staticmethod(lambda: settrace(on_call))
    end = staticmethod(lambda: settrace(None))
    instead = staticmethod(calls_instead)
    failed = None


def begin():
    """From here on this thread is stepped."""
    By.begin()


def end():
    """No more."""
    By.end()


def listens(hear):
    """Hears a command where one stands. We are called by CPython there, and of what it calls meanwhile it would say nothing: of a
    signal's handler it does."""
    return sys.call_tracing(listens_to_calls, (hear,)) if "signal" in sys.modules else hear()


def listens_to_calls(hear):
    before = By.instead(is_called)  # in here: 3.11 traces again only once it is told to
    try:
        return hear()
    finally:
        By.instead(before)


def is_called(frame, event=None, argument=None):
    """Something is called while one stands. It isn't stepped: one stands already."""
    try:
        if steps.of(frame.f_code.co_filename) is not None:
            handlers.look(frame)
    except BaseException as error:
        failed("a handler", error)


def walks(file, code):
    """Whether this code, which is of that file, is stepped through."""
    name = code.co_name
    if name == "<module>":
        return True
    if name in PASSED or name[:2] == "__" == name[-2:] or not code.co_flags & FUNCTION:
        actor = run.current()
        if actor is None or actor.goal.to != INSIDE:
            return False
    return not only.marks or code.co_firstlineno in file.marked or bool(goals.marks)


def on_call(frame, event, argument):
    """A call, or a generator that goes on."""
    try:
        code = frame.f_code
        file = steps.of(code.co_filename)
        if file is not None:
            depth.check()
            if "signal" in sys.modules:
                handlers.look(frame)
            if not walks(file, code):
                if only.marks and code.co_firstlineno in file.looping and runs_unstepped(frame, file):
                    return None
                file = None
            elif code.co_name == "<module>":
                begins(file, frame)
        tracer = theirs.get(get_ident()) if theirs else None
        if tracer is not None and not faults.is_agents(code):
            tracer = tracer(frame, event, argument)
            return tracer if file is None else walk_of(frame, file, tracer)
        return None if file is None else walk_of(frame, file)
    except BaseException as error:
        return failed("a call", error)


def begins(file, frame):
    """A module of the script's begins."""
    sources.tell(run.current(), file)
    file.learn(frame.f_code)
    shared.learn(file, frame.f_globals)
    name = frame.f_globals.get("__name__")
    values.own.add(name)
    kind = PROGRAMS.get(name)
    if kind is not None and kind.code is None:
        kind.code = frame.f_code
        if not only.known:
            only.known, only.marks = True, bool(file.marks)


class Walk(Call):
    """The way of one call through its statements. `tracer`: what the script's own trace function has said to call in it. Of one that
    can be suspended: whose call it is, which exception has come to it last, and at which instruction. `kept`: whether CPython keeps
    what its variables were."""

    __slots__ = ("file", "statement", "line", "goes_round", "tracer", "coroutine", "raised", "raised_at", "kept")

    def __init__(self, file, tracer=None):
        self.depth = 0
        self.file = file
        self.statement = self.line = 0
        self.goes_round = self.kept = False
        self.tracer = tracer
        self.coroutine = self.raised = self.raised_at = None

    def __call__(self, frame, event, argument):
        try:
            if event == "line":
                self.comes_to(frame)
            elif event == "exception":
                faults.stripped(argument[2])
                actor = run.current()
                if actor is not None and not actor.unseen:
                    if frame.f_code.co_flags & SUSPENDED:
                        self.raised, self.raised_at = exceptions.words(argument[1]), frame.f_lasti
                        coroutines.is_raised_in(actor, frame, argument[1])
                    if exceptions.comes(actor, self, self.file, frame, argument[1]) and self.goes_to_event(actor):
                        self.stands(actor, frame, self.file.statement(frame.f_lineno), RAISE)
            elif event == "return":
                self.leaves(frame, argument)
                if self.coroutine is not None:
                    coroutines.left(self, frame, argument)
            elif event == "opcode" and self.tracer is None:
                coroutines.goes_on(self, frame)
            if self.tracer is not None:
                self.tracer = self.tracer(frame, event, argument)
        except BaseException as error:
            return failed("a step", error)
        return self

    def comes_to(self, frame):
        if suspended.LEFT and frame.f_code.co_code[frame.f_lasti] in suspended.LEFT:
            return  # nothing of that line runs
        line = frame.f_lineno
        statement = self.file.statement(line)
        before, self.statement = self.statement, statement
        last, self.line = self.line, line
        if statement == before and not (line == last and line in self.file.loops):
            return  # it has only moved within the statement
        actor = run.current()
        if actor is None or actor.unseen:
            frame.f_trace_lines = False
            return
        self.raised_at = None
        self.forgets(frame)
        coroutines.begins(actor)
        if actor.flying is not None:
            exceptions.goes_on(actor, self, self.file, frame, statement, before)
        # A `with` is left.
        after = BLOCK if statement < before <= self.file.blocks.get(statement, 0) else None
        if after and (only.marks or actor.flying is not None):
            return
        goal, mark = actor.goal, self.file.marks.get(statement, "")
        if before in self.file.stores and not goal.is_calm():
            goal.happened |= actor.stores(self.file.stores[before], frame)
        if not mark and statement in self.file.told:
            marked.tell(actor, frame, self.file.told[statement])
        if only.marks and not mark and (self.file.name, statement) not in goals.marks:
            return
        if mark and statement < before <= self.file.rounds.get(statement, 0):
            return  # another turn of the same run of a loop
        goal.comes_to(self.file, statement)
        if (statement in self.file.passed or self.is_imported(frame)) and goal.to != INSIDE:
            if (self.file.name, statement) not in goals.marks:
                return
        if goal.to == EVENT and not goal.is_calm() and actor.tells_what_is_shared():
            goal.happened = True
        if things.fresh or things.looked_at:
            things.stands(actor, frame)
        if not goal.is_calm():
            coroutines.look(actor, frame)
        # A mark is before its line.
        if goal.is_reached(self.file, 0 if after else statement, mark):
            self.goes_round = statement < before <= self.file.rounds.get(statement, 0)
            self.stands(actor, frame, statement, after)
        elif goal.passes(actor):
            place.tell(actor, frame)

    def is_imported(self, frame):
        """Whether this is a module's own code, and not the program's: an import is passed."""
        return frame.f_code.co_name == "<module>" and type(self) not in PROGRAMS.values()

    def goes_to_event(self, actor):
        """Whether it goes on to an event, not only from one mark of the script's to another."""
        return actor.goal.to == EVENT and not only.marks

    def stands(self, actor, frame, statement, after=None, does=None):
        """Stands before a statement, or after something, until it may go on. `does`: what it is about to do there, if that isn't what
        stands there."""
        coroutines.begins(actor, True)
        sources.tell(actor, self.file)
        mark = self.file.marks.get(statement, "")
        said = {"cue": mark, "line": statement, "rust": 0, "function": shortened(frame.f_code.co_name)}
        if not mark:
            said["text"] = self.file.text(statement)
        if after is not None:
            said["after"] = after
        if self.file.name:
            said["file"] = self.file.name
        if run.lesson:
            marked.next(actor, does or self.file.does(statement))
        else:
            does = None if after else calls.tell(actor, self.file, statement, frame, self.goes_round)
            if does is not None:
                said["does"] = does
        changed = actor.stack.changes(frame, statement)
        if changed is not None:
            said["frames"] = changed
        actor.tells_what_is_shared()
        tasks.tells_clocks(actor)
        if mark and statement in self.file.told:
            marked.tell(actor, frame, self.file.told[statement])
        actor.stands(said, self)
        # Others have run meanwhile. CPython (bpo-30744) writes back the variables that it had read before: it reads them anew.
        values.variables_of(frame)
        self.kept = values.KEEPS

    def forgets(self, frame):
        """What its variables were when somebody stood in it goes, as without us: an exception's traceback would hold it for ever."""
        if self.kept:
            values.variables_of(frame)

    def leaves(self, frame, returned):
        """The call is over, or suspended: who goes to an event stands there once more if its last statement has brought one."""
        self.forgets(frame)
        actor = run.current()
        if actor is None or actor.unseen:
            return
        goal = actor.goal
        can_go_on = frame.f_code.co_flags & SUSPENDED
        if goal.call is self and actor.flying is None and frame.f_code.co_name != "<module>" and not can_go_on:
            call = shortened(frame.f_code.co_name) + "()"
            actor.tells_what_it_ran(True)
            said = {"verb": "call", "call": call, "result": "return", "value": values.shown(returned)}
            actor.line.tell(actor.identity, "outcome", said)
        goal.leaves(self)
        if actor.flying is not None:
            exceptions.leaves(actor, self, frame)
        if self.statement in self.file.stores and not goal.is_calm():
            goal.happened |= actor.stores(self.file.stores[self.statement], frame)
        if goal.is_calm() and goal.passed:
            actor.happens()
        if can_go_on and not goal.is_calm() and self.is_suspended(actor, frame, returned):
            actor.is_placed = True
            place.tell(actor, frame)  # it stays there
        if not self.goes_to_event(actor) or actor.flying is not None or can_go_on:
            return
        goal.happened |= not goal.is_calm() and actor.tells_what_is_shared()
        if goal.happened:
            self.stands(actor, frame, self.file.statement(frame.f_lineno), CALL)


    def is_suspended(self, actor, frame, returned):
        """Whether a task is suspended here by what it awaits: in its innermost call. Of a generator that is told where it yields."""
        is_innermost = getattr(actor, "is_task", False) and not actor.is_placed and not actor.carrier.coming
        return is_innermost and suspended.how_it_leaves(frame, self.raised_at, returned) == suspended.YIELDS


# The way of the program itself, by what its module is called: `whole` has them.
PROGRAMS = {}


def walk_of(frame, file, tracer=None):
    """The way of a call that begins, or goes on."""
    code = frame.f_code
    if not code.co_flags & SUSPENDED:
        kinds = (kind for kind in PROGRAMS.values() if code is kind.code)
        return next(kinds, Walk)(file, tracer)
    found = frame.f_trace if issubclass(type(frame.f_trace), Walk) else Walk(file)
    found.tracer, found.raised_at = tracer, None
    coroutines.resumed(frame, found)
    return found


def failed(what, error):
    """An error while we were called: of ours it becomes a fault; of the script's it goes on to the script."""
    if By.failed is not None:
        return By.failed(what, error)
    if faults.is_ours(error):
        faults.fault(run.current(), what, error)
        return None
    # CPython takes its trace function away from who raises in it.
    if not depth.is_refusal(error):
        theirs.pop(get_ident(), None)
    setprofile(begin_again)  # a profiler of the script's is put back there
    raise error


def sets(tracer):
    """`sys.settrace()`: the script's own is called by ours."""
    theirs.pop(get_ident(), None)
    if tracer is not None:
        theirs[get_ident()] = tracer


def gets():
    """`sys.gettrace()`"""
    return theirs.get(get_ident())


def sets_profiler(profiler):
    """`sys.setprofile()`: what the script has set is called for all that isn't ours."""
    profilers.pop(get_ident(), None)
    if profiler is not None:
        profilers[get_ident()] = profiler
    profile_again()


def gets_profiler():
    """`sys.getprofile()`"""
    return profilers.get(get_ident())


def profile_again():
    """The thread's profiler is the script's own again."""
    setprofile(profiles if get_ident() in profilers else None)


def profiles(frame, event, argument):
    if not faults.is_agents(frame.f_code):
        try:
            profilers[get_ident()](frame, event, argument)
        except BaseException:
            profilers.pop(get_ident(), None)  # CPython takes it away from who raises in it
            raise


def runs_unstepped(frame, file):
    """Lets a call that only loops run at plain speed, where it may. While a thread has a trace function CPython looks before each
    instruction whether a line begins there, also where nobody asks. So it has none meanwhile; a profiler hears of calls alone."""
    thread = get_ident()
    if thread in theirs or thread in profilers or frame.f_code.co_flags & SUSPENDED:
        return False
    outermost = alone.outermost(frame, file) if LOOKS_AT_EACH else None
    settrace(None)
    if outermost is None:
        unstepped[thread] = frame
        setprofile(hears)
        return True
    unheard.add(thread)
    frame.f_trace = Left(thread)
    if outermost is PROGRAMS["__main__"].code:
        Left.hooked, Left.hook, sys.excepthook = thread, sys.excepthook, ends_with
    return True


class Left:
    """What is left of a call that runs unheard: once its frame is gone this is, too, and the thread is stepped again."""

    __slots__ = ("thread",)
    # The script's own `sys.excepthook`, and the thread for which ours is in its place: what such a call raises ends the program.
    hook = hooked = None

    def __init__(self, thread):
        self.thread = thread

    def __del__(self):
        if self.thread in unheard and self.thread == get_ident():
            is_heard_again()


def is_heard_again():
    thread = get_ident()
    unheard.discard(thread)
    if Left.hooked == thread:
        Left.hooked = None
        if sys.excepthook is ends_with:
            sys.excepthook = Left.hook
    begin()


def is_raised(error):
    """An exception has come out of all calls of a thread: of one that ran unheard it is told now where it came through."""
    if get_ident() not in unheard:
        return
    is_heard_again()
    actor, through, entry = run.current(), [], error.__traceback__
    while entry is not None:
        frame, entry = entry.tb_frame, entry.tb_next
        if type(frame.f_trace) is Left:
            frame.f_trace = None
        elif issubclass(type(frame.f_trace), Walk):
            through.append(frame)
    if actor is not None and not actor.unseen:
        for frame in reversed(through):
            exceptions.comes(actor, frame.f_trace, frame.f_trace.file, frame, error)


def ends_with(kind, error, traceback):
    """`sys.excepthook()`: what a call has raised that ran unheard ends the program."""
    is_raised(error)
    settrace(None)
    PROGRAMS["__main__"].over(exceptions.words(error))
    sys.excepthook(kind, error, traceback)


def hears(frame, event, argument):
    """Something is called, or comes back, in a thread that runs unstepped."""
    try:
        if event == "return" and frame is unstepped.get(get_ident()):
            is_stepped_again()
        elif event == "call":
            file = steps.of(frame.f_code.co_filename)
            if file is not None:
                depth.check()
                if walks(file, frame.f_code):
                    is_stepped_again()
                    frame.f_trace = walk_of(frame, file)
    except BaseException as error:
        failed("a call", error)


def is_stepped_again():
    unstepped.pop(get_ident(), None)
    profile_again()
    begin()


coroutines.Told.walk = Walk


def install():
    sys.settrace, sys.gettrace = sets, gets
    sys.setprofile, sys.getprofile = sets_profiler, gets_profiler
    only.known, only.marks = bool(run.step), run.step == "mark"
    Actor.listens = staticmethod(listens)


def begin_again(frame, event, argument):
    """Steps on after an exception that came while we were called."""
    profile_again()
    try:
        while frame is not None:
            file = steps.of(frame.f_code.co_filename)
            if file is not None and frame.f_trace is None and walks(file, frame.f_code):
                frame.f_trace = walk_of(frame, file)
            frame = frame.f_back
        settrace(on_call)
    except RecursionError:
        setprofile(begin_again)  # there is no room yet
    except Exception as error:
        faults.fault(run.current(), "to go on after an exception", error)
