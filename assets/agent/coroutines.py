"""Generators, coroutines and asynchronous generators of the script: each is an actor, carried by the thread that runs it.

    made ─▶ born, created ─▶ resumed by … ─▶ its lines ─▶ suspended ⟲            what comes in and goes out are messages
                                 └─ whoever resumes it is blocked until then ─┘
Whether a value comes in or an exception is known a little later than that it goes on, and is told then. A coroutine that another one awaits is a call of that one, not an actor.
Never knows asyncio.
"""

from _thread import get_ident
from _weakref import ref

from . import exceptions, faults, names, place, run, steps, suspended, values
from .actor import Actor
from .frames import Stack
from .line import name as shortened
from .suspended import RAISES, RETURNS, YIELDS

# So many of a process are told of.
MOST = 2000
# So many may be inside one another.
MOST_DEEP = 50
# So many items of a list are looked at for those that nothing has run of yet.
MOST_ITEMS = 50
# The longest call that one is named by.
LONGEST = 18
WRAPPED = "async_generator_wrapped_value"
# What is raised where one yields that is to close.
IGNORED = "RuntimeError: %s ignored GeneratorExit"
HOLDERS = list, tuple, dict

# How many each thread has made, by its name; who of them lives and runs nothing, by identity.
made = {}
alive = {}
# Those that nobody refers to any more: they are about to be closed.
dropped = []
# All that are told of, by identity.
told = {}


class Told:
    # Which process this is, counted by the forks: what a parent's are called is nothing to its children.
    generation = 0
    count = 0
    # How a call of the script's is walked through; `trace` sets it.
    walk = None


class Coroutine(Actor):
    """One of them. What it has in common with its thread is its thread's."""

    def __init__(self, carrier, name, walk):
        Told.count += 1
        number = made[carrier.identity] = made.get(carrier.identity, 0) + 1
        self.identity = carrier.identity + ".g" + str(number)
        self.name = shortened(name)
        self.carrier, self.walk = carrier, walk
        self.generation = Told.generation
        self.stack = Stack(walk)
        self.thing = None
        # Who has resumed it, by which verb, and what that waits for; nobody: it is suspended.
        self.by = None
        self.verb, self.on, self.call = "next", "", ""
        # Whether it was resumed by an exception that passed through it.
        self.implied = False
        # Whether it is suspended by what it awaits, not by its own `yield`.
        self.awaits = False
        # Whether it is a task: an event loop runs it. What it awaits, and the exception that is on its way through it meanwhile.
        self.is_task = False
        # Whether it was told in this step of it where it is suspended.
        self.is_placed = False
        self.waits, self.kept = "", None
        # The asynchronous generator that it is suspended in.
        self.stands_in = None
        # Whether it has ever been suspended by itself: what comes up in one that never was, before any line of it, was thrown into it.
        self.has_yielded = False
        # To whom it delegates.
        self.delegate = ""
        self.is_over = False
        # How often it was told how a call of it came out.
        self.came_out = 0
        told[self.identity] = self
        self.facts = {}

    def refers_to(self, thing):
        """This is what it is; it isn't kept alive."""
        walk = self.walk

        def gone(_):
            if not self.is_over and self.generation == Told.generation:
                dropped.append(walk)

        self.thing = ref(thing, gone)

    def found(self):
        """What it is; None: nobody refers to it any more."""
        return None if self.thing is None else self.thing()

    def tell_of(self, identity, event, **fields):
        begins(self, True)
        Actor.tell_of(self, identity, event, **fields)


def of_carrier(name):
    def gets(self):
        return getattr(self.carrier, name)

    def sets(self, value):
        setattr(self.carrier, name, value)

    return property(gets, sets)


for shared in ("line", "bell", "pending", "birth", "starts", "forked", "unended", "goal", "flying", "unseen", "untold"):
    setattr(Coroutine, shared, of_carrier(shared))


def says(actor, event, **fields):
    """Tells of one of them, or of who resumes it. That is an event, but no reason to count the steps anew: a loop over a generator
    is a loop."""
    if actor.unended:
        actor.ends_lines()
    actor.tells_what_it_ran()
    actor.goal.happened = True
    actor.line.tell(actor.identity, event, fields)


def its(walk):
    """The one whose call this is; None: nobody's that is told of."""
    found = getattr(walk, "coroutine", None)
    return found if found is not None and found.generation == Told.generation and not found.is_over else None


def is_told(code):
    return code.co_flags & suspended.ANY and code.co_name[:1] != "<"


def born(carrier, by, frame, walk, thing, name=None):
    """One begins to be told of: it has been made."""
    if Told.count >= MOST or getattr(by, "depth", 0) >= MOST_DEEP:
        return None
    are_given(by, frame)
    name = of_lesson(frame) or name
    if name is None:
        name = None if thing is None else names.name(thing, names.own(frame.f_back), "coroutine ")
    coroutine = walk.coroutine = Coroutine(carrier, name or numbered(called(frame)), walk)
    if thing is not None:
        coroutine.refers_to(thing)
    says_born(coroutine, by)
    return coroutine


def of_lesson(frame):
    """What a lesson calls one; None: nothing particular, or it is no lesson."""
    return names.of_lesson(frame.f_code.co_name, 0, frame.f_locals) if run.names else None


def called(frame):
    """The call that has made one, as its program would write it: `count(3)`."""
    given = of_lesson(frame)
    if given is not None:
        return given
    code, locals = frame.f_code, frame.f_locals
    given = code.co_varnames[: code.co_argcount]
    given = [values.shown(locals[name]) if type(locals.get(name)) in values.SIMPLE else name for name in given if name != "self"]
    whole = code.co_name + "(" + ", ".join(given) + ")"
    return whole if len(whole) <= LONGEST else code.co_name + "(…)"


def numbered(name):
    """A name that nobody has yet."""
    count = names.taken["coroutine ", name] = names.taken.get(("coroutine ", name), 0) + 1
    return name if count == 1 else name + "#" + str(count)


def says_born(coroutine, by):
    coroutine.depth = getattr(by, "depth", 0) + 1
    alive[coroutine.identity] = coroutine
    coroutine.born("coroutine", by.identity)
    by.goal.happened = True


def resumed(frame, walk):
    """A call begins or goes on that can be suspended."""
    carrier = run.actors.get(get_ident())
    if carrier is None or carrier.unseen or not is_told(frame.f_code):
        return
    own = its(walk)
    if own is not None and own.by is not None:
        own.implied = False  # it was resumed by what has passed through it
        return
    chain, by, at = [], carrier, frame
    while at is not None:
        each = at.f_trace
        inner = its(each)
        if inner is not None and inner.by is not None:
            by = inner
            break
        if inner is not None or at is frame:
            chain.append((at, each))
        at = names.outside(at)
    if own is None and by is not carrier and frame.f_code.co_flags & suspended.COROUTINE:
        return  # a call of who awaits it
    outside = chain[-1][0].f_back
    if outside is None:
        by = carrier.inside  # 3.9 doesn't link those that an exception passes through
    elif not carrier.goal.is_calm():
        place.tell(by, outside)
    if own is None:
        if frame.f_trace is None:
            frame.f_trace = walk
        own = born(carrier, by, frame, walk, suspended.thing_of(frame))
        if own is None:
            return
    carrier.came = None
    for at, each in reversed(chain):
        inner = own if at is frame else its(each)
        inner.carrier, inner.by, inner.implied = carrier, by, at is not frame
        alive.pop(inner.identity, None)
        carrier.coming.append((by, inner, at))
        carrier.inside = by = inner
    if suspended.has_begun(frame):
        if suspended.LATER:
            frame.f_trace_opcodes = walk.tracer is None
        else:
            comes(carrier, own, frame)


def comes(carrier, own, frame):
    """What it goes on with is seen; it is told once it is known whether an exception comes out of it instead."""
    thing = None if own.thing is None else own.thing()
    if suspended.LATER or thing is not None:
        value = suspended.sent(frame, thing)
        carrier.came = None if value is None else values.shown(value)


def goes_on(walk, frame):
    """The first instruction after a `yield` comes, before 3.11."""
    frame.f_trace_opcodes = False
    own = its(walk)
    if own is not None and own.carrier.coming:
        comes(own.carrier, own, frame)


def begins(actor, is_seen=False):
    """A statement of it comes: whoever was to be resumed runs. `is_seen`: it stands there, or is told of."""
    carrier = getattr(actor, "carrier", actor)
    if carrier.coming and (is_seen or not carrier.goal.is_calm()):
        tells_who_comes(carrier)


def is_raised_in(actor, frame, error):
    """An exception comes up in a call that was to be resumed, before any line of it: thrown into it, or raised by what it went on with,
    as a `send()` that what it delegates to hasn't got."""
    carrier = getattr(actor, "carrier", actor)
    if not carrier.coming or carrier.goal.is_calm():
        return
    if carrier.coming[-1][1].has_yielded and frame is carrier.coming[-1][2] and not suspended.is_at_rest(frame):
        # One that was thrown may have come through a generator that isn't told of.
        first = carrier.coming[0][2]
        if first is not None and "throw" not in called_by(first.f_back):
            tells_who_comes(carrier)
            return
    verb = "close" if type(error) is GeneratorExit else "throw"
    if carrier.coming[-1][1].walk in dropped:
        verb = "drop"
    tells_who_comes(carrier, verb, "GeneratorExit" if verb != "throw" else values.shown(error))


def tells_who_comes(carrier, verb=None, value="None"):
    """Tells by whom those are resumed who run now."""
    coming, carrier.coming = carrier.coming, []
    came, carrier.came = carrier.came, None
    # What comes in of `next()` and of `send(None)` is the same.
    is_either = verb is None and came is None
    if verb is None:
        verb, value = "send", came or "None"
    for by, coroutine, frame in coming:
        if is_either:
            verb = "send" if frame is not None and sends(frame.f_back) else "next"
        coroutine.verb, coroutine.call = verb, "" if frame is None else call_of(coroutine, frame, verb, value)
        if coroutine.walk is not None and coroutine.walk in dropped:
            dropped.remove(coroutine.walk)
        if coroutine.is_task:
            coroutine.on = coroutine.call = coroutine.name + (".throw(" + value + ")" if verb == "throw" else ".send(None)")
        elif not coroutine.awaits:
            says(by, "message", **{"from": by.identity, "to": coroutine.identity}, verb=verb, value=value)
            coroutine.on = coroutine.call
            if coroutine.on.startswith("yield from "):
                delegates_to(by, coroutine.name)
        says(by, "blocked", on=coroutine.on, owner=coroutine.identity, parked=True)
        says(coroutine, "state", state="running", source="demo")
        if coroutine.waits:
            coroutine.waits, coroutine.stands_in = "", None
            says(coroutine, "fact", key="waits", value="", source="demo")
        coroutine.awaits = False


def sends(frame):
    """Whether the statement that this frame is in calls some `send`, and no `next`."""
    called = called_by(frame)
    return "send" in called and not called & {"next", "list", "sum"}


def called_by(frame):
    """The names of the functions and methods that the script's statement calls which this frame is in."""
    frame = names.own(frame)
    file = None if frame is None else steps.of(frame.f_code.co_filename)
    if file is None:
        return set()
    uses = file.uses.get(file.statement(frame.f_lineno), ())
    functions = [each.node.func for each in uses if each.how == "call"]
    return {getattr(function, "attr", "") or getattr(function, "id", "") for function in functions}


def call_of(coroutine, frame, verb, value):
    """What has resumed it, as Python would write it."""
    outside = names.own(frame.f_back)
    if outside is not None and outside is frame.f_back and suspended.delegates(outside):
        is_from = outside.f_code.co_flags & suspended.GENERATOR
        return ("yield from " if is_from else "await ") + coroutine.name
    if frame.f_code.co_flags & suspended.ASYNC_GENERATOR:
        return "anext(" + coroutine.name + ")" if verb == "next" else coroutine.name + ".a" + verb + "(…)"
    if verb == "next":
        return "next(" + coroutine.name + ")"
    if verb == "drop":
        return "del " + coroutine.name
    return coroutine.name + "." + verb + "(" + (value if verb != "close" else "") + ")"


def left(walk, frame, value):
    """A call is over, or suspended."""
    coroutine = its(walk)
    if coroutine is None or coroutine.by is None or coroutine.is_task:
        return
    carrier, by = coroutine.carrier, coroutine.by
    how = suspended.how_it_leaves(frame, walk.raised_at, value)
    if coroutine in [each for _, each, _ in carrier.coming]:
        if carrier.goal.is_calm() and how == YIELDS:
            # A loop that nobody looks at goes round.
            while carrier.coming.pop()[1] is not coroutine:
                pass
            suspends(coroutine)
            return
        tells_who_comes(carrier)
    if how == YIELDS:
        yields(coroutine, by, frame, value)
    else:
        ends(coroutine, by, how, value, carrier.flying)
    if how == YIELDS:
        # An exception that was thrown has come to rest here: those that it passed through have yielded what this one has.
        while isinstance(by, Coroutine) and by.implied:
            coroutine, by = by, by.by
            yields(coroutine, by, frame, value)


def suspends(coroutine):
    coroutine.carrier.inside, coroutine.by = coroutine.by, None
    coroutine.has_yielded = True
    alive[coroutine.identity] = coroutine


def yields(coroutine, by, frame, value):
    is_async = frame.f_code.co_flags & suspended.ASYNC_GENERATOR
    coroutine.awaits = is_async and type(value).__name__ != WRAPPED
    if coroutine.goal.is_beyond and not coroutine.goal.is_calm():
        place.tell(coroutine, frame)  # it stays there
    suspends(coroutine)
    if coroutine.awaits:
        says(coroutine, "state", state="suspended", source="demo")
        if isinstance(by, Coroutine):
            by.stands_in = coroutine.name
        return
    said = values.shown(suspended.given(value) if is_async else value)
    says(coroutine, "message", **{"from": coroutine.identity, "to": by.identity}, verb="yield", value=said)
    says(coroutine, "state", state="suspended", source="demo")
    says(by, "unblocked", on=coroutine.on)
    if coroutine.verb == "close":
        comes_out(coroutine, by, "raise", exception=IGNORED % ("async generator" if is_async else "generator"))
    else:
        comes_out(coroutine, by, "yield", value=said)


def ends(coroutine, by, how, value, flying):
    carrier = coroutine.carrier
    carrier.inside, coroutine.by, coroutine.is_over = by, None, True
    said = values.shown(value)
    if how == RAISES:
        said = coroutine.walk.raised or (flying.text if flying is not None else "")
        is_closed = said == "GeneratorExit" and coroutine.verb in ("close", "drop")
        how, said = (RETURNS, "None") if is_closed else (how, said)
    says(coroutine, "message", **{"from": coroutine.identity, "to": by.identity}, verb=how, value=said)
    says(coroutine, "ended", how={how: said})
    says(by, "unblocked", on=coroutine.on)
    if how == RAISES:
        comes_out(coroutine, by, "raise", exception=said)
    elif coroutine.verb in ("close", "drop"):
        comes_out(coroutine, by, "return", value="None")
    else:
        stops = "StopAsyncIteration" if coroutine.call[:6] == "anext(" else "StopIteration"
        comes_out(coroutine, by, "raise", exception=stops + (": " + said) * (said != "None"))
    if coroutine.on.startswith("yield from "):
        delegates_to(by, "")


def delegates_to(coroutine, name):
    """Whom a generator hands on what comes to it; nobody any more, where the name is empty."""
    if coroutine.delegate != name:
        coroutine.delegate = name
        says(coroutine, "fact", key="yield from", value=name, source="demo")


def comes_out(coroutine, by, result, **said):
    """How what has resumed it came out there."""
    if coroutine.on == coroutine.call and not coroutine.call.startswith(("yield from ", "await ", "del ")):
        coroutine.came_out += 1
        says(by, "outcome", verb=coroutine.verb, call=coroutine.call, result=result, **said)


def look(actor, frame):
    """Tells of those that nothing has run of yet, and that a variable of this frame has."""
    settle(actor)
    try:
        for variable, value in list(values.variables_of(frame).items()):
            kind = type(value)
            if kind in suspended.TYPES:
                is_made(actor, frame, value)
            elif (kind in HOLDERS or values.is_deque(kind)) and variable[:2] != "__":
                items = value.values() if kind is dict else value
                for _, item in zip(range(MOST_ITEMS), list(items)):
                    for each in item if type(item) is tuple else (item,):
                        if type(each) in suspended.TYPES:
                            is_made(actor, frame, each)
    except Exception as error:
        faults.swallow(error)  # another thread has changed something meanwhile


def are_given(by, frame):
    """Tells of those that a call was given and nobody has told of: whoever has made that one has made them before, for it."""
    if not suspended.has_begun(frame):
        for _, value in list(values.variables_of(frame).items()):
            if type(value) in suspended.TYPES:
                is_made(by, frame, value)


def is_made(actor, frame, thing):
    """One may have been made that isn't told of yet."""
    call = suspended.frame_of(thing)
    if call is None or type(thing) is suspended.COROUTINE_TYPE or call.f_trace is not None or not is_told(call.f_code):
        return
    file = steps.of(call.f_code.co_filename)
    if file is None or call.f_lasti > 6:
        return
    walk = Told.walk(file)
    carrier = run.actors.get(get_ident())
    name = names.name(thing, frame, "coroutine ")
    if born(carrier, actor, call, walk, thing, name) is not None:
        call.f_trace = walk


def settle(actor):
    """Tells the end of those that were closed, and that nothing ran of for it."""
    while dropped:
        coroutine = its(dropped.pop())
        if coroutine is not None:
            is_closed(coroutine, actor, "drop")
    for coroutine in list(alive.values()):
        thing = None if coroutine.thing is None else coroutine.thing()
        if thing is not None and suspended.frame_of(thing) is None and coroutine.by is None:
            is_closed(coroutine, actor, "close")


def are_left():
    """Whether there is a generator that nothing has run of yet, or that is suspended."""
    things = [coroutine.found() for coroutine in list(alive.values())]
    return any(thing is not None and suspended.frame_of(thing) is not None for thing in things)


def is_closed(coroutine, actor, verb):
    coroutine.is_over = True
    alive.pop(coroutine.identity, None)
    says(actor, "message", **{"from": actor.identity, "to": coroutine.identity}, verb=verb, value="GeneratorExit")
    says(coroutine, "ended", how={"return": "None"})
    if verb == "close":
        coroutine.came_out += 1
        says(actor, "outcome", verb=verb, call=coroutine.name + ".close()", result="return", value="None")


def after_fork():
    """A new process begins: what of them runs in it is no part of what was told."""
    Told.generation += 1
    Told.count = 0
    made.clear()
    alive.clear()
    dropped.clear()
    told.clear()
