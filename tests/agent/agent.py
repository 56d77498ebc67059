"""The agent's modules, for their tests: `python3 -B -m unittest discover -s tests/agent`."""

import importlib
import os
import sys

FOLDER = os.path.join(os.path.dirname(__file__), "..", "..", "assets", "agent")

package = type(sys)("_concurrium")
package.__path__ = [os.path.abspath(FOLDER)]
sys.modules["_concurrium"] = package

(
    names, run, steps, values, faults, line, frames, goals, exceptions, place, main, things, expressions, library, calls,
) = (
    importlib.import_module("_concurrium." + module)
    for module in (
        "names", "run", "steps", "values", "faults", "line", "frames", "goals", "exceptions", "place", "main", "things",
        "expressions", "library", "calls",
    )
)  # fmt: skip
run.folder = package.__path__[0]
