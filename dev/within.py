"""Run Python with the environment of the system that `make run` started from this folder.

`{NAME}` in an argument stands for that variable, e.g. `python -m dev.within -m dev.demo --url {PUBLIC_URL}`.
"""

import os
import sys

from dev.run import running_stack


def main() -> None:
    env = running_stack()
    if not env:
        sys.exit("Dentoro does not run from this folder: start it with `make run` first")
    arguments = [argument.format(**env) for argument in sys.argv[1:]]
    os.execvpe(sys.executable, [sys.executable, *arguments], os.environ | env)  # noqa: S606


if __name__ == "__main__":
    main()
