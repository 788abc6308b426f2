"""Set up what is missing: `python3 -m dev.setup [run] [test]`. Quick when nothing changed.

Standard library only. Older Pythons understand this file too, so that it can tell what is wrong.
"""

import os
import shutil
import sys

WANTED = (3, 11)


def _newer_python() -> "str | None":
    for name in ("python3.13", "python3.12", "python3.11"):
        if shutil.which(name):
            return name
    return None


if __name__ == "__main__":
    if sys.version_info < WANTED:
        found = _newer_python()
        if found is None:
            sys.exit("Dentoro needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2])  # noqa: UP031
        os.execvp(found, [found, "-m", "dev.setup", *sys.argv[1:]])  # noqa: S606
    from dev.setup.steps import main

    main(sys.argv[1:])
