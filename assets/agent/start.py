"""Where the interpreter begins: makes a package of the agent's modules, and lets it run the script.

The package is found by its folder alone. It is on no path and, once it has begun, in no list of modules: whatever the script
imports is what it would find without us.
"""

import sys

before = set(sys.modules)
folder = __file__.rpartition("/")[0]
if sys.path[:1] == [folder]:
    del sys.path[0]

package = type(sys)("_concurrium")
package.__path__ = [folder]
sys.modules["_concurrium"] = package
from _concurrium import script  # noqa: E402

for name in set(sys.modules) - before:
    del sys.modules[name]

script.run_it(folder, sys.argv[1], sys.argv[2:])
