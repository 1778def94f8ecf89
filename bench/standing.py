"""Of a module that stands elsewhere in a former build, the one that there is.

`python -P standing.py SCRIPT WORD…`, in the folder of a build, runs a script on the modules of that build; a
former one lacks this module, and the script finds it all the same.
"""

import runpy
import sys
from importlib import import_module
from typing import Any


def first(*names: str) -> Any:
    """The first of these modules that there is."""
    for name in names[:-1]:
        try:
            return import_module(name)
        except ModuleNotFoundError:
            continue
    return import_module(names[-1])


if __name__ == "__main__":
    sys.modules["bench.standing"] = sys.modules["__main__"]
    del sys.argv[0]
    runpy.run_path(sys.argv[0], run_name="__main__")
