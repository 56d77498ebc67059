"""The agent's modules, for their tests: `python3 -B -m unittest discover -s tests/agent`."""

import importlib
import os
import sys

FOLDER = os.path.join(os.path.dirname(__file__), "..", "..", "assets", "agent")

package = type(sys)("_concurrium")
package.__path__ = [os.path.abspath(FOLDER)]
sys.modules["_concurrium"] = package

MODULES = (
    "alone",
    "bell",
    "calls",
    "depth",
    "exceptions",
    "expressions",
    "faults",
    "frames",
    "goals",
    "handlers",
    "kin",
    "library",
    "line",
    "looks",
    "loops",
    "main",
    "marked",
    "names",
    "place",
    "refusals",
    "run",
    "sources",
    "shared",
    "steps",
    "stores",
    "suspended",
    "things",
    "unwarned",
    "values",
)
for module in MODULES:
    globals()[module] = importlib.import_module("_concurrium." + module)
run.folder = package.__path__[0]
