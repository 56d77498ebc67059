"""What Python says of calls and where they are: ours aren't among them. A thread begins with one of ours, and what waits is called by
one.

Never knows what is called.
"""

from . import faults


def traceback(module):
    """The module `traceback` has been imported."""
    summary = module.StackSummary
    name = "_extract_from_extended_frame_gen" if hasattr(summary, "_extract_from_extended_frame_gen") else "extract"
    extract = getattr(summary, name).__func__

    def extracts(kind, frames, **keywords):
        # `filter` is no call of Python's: of some of these `frames` count how many lie between.
        return extract(kind, filter(is_the_scripts, frames), **keywords)

    setattr(summary, name, classmethod(extracts))


def is_the_scripts(entry):
    """Whether an entry (its frame, and where in it) isn't one of ours."""
    return not faults.is_agents(entry[0].f_code)


def inspect(module):
    """The module `inspect` has been imported."""
    outer = module.getouterframes

    def getouterframes(frame, context=1):
        return [entry for entry in outer(frame, context) if is_the_scripts(entry)]

    module.getouterframes = getouterframes
