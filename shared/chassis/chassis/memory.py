"""What a process does about its memory once it has started."""

from __future__ import annotations

import gc


def settle() -> None:
    """Leave out of every garbage collection what a process that is about to serve will keep until it ends.

    An answer of a thousand items makes enough objects for several full collections, and each of them would look at all
    modules and models again: that took longer than the answer.
    """
    gc.collect()
    gc.freeze()
