"""What a process does about its memory while it starts."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def starting() -> Iterator[None]:
    """Around all that a process imports and builds before it serves; later garbage collections leave that out.

    Next to nothing of it is garbage, and looking for some again and again took a seventh of a start. Later, an answer
    of a thousand items makes enough objects for several full collections, and each of them would look at all modules
    and models again: that took longer than the answer.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
