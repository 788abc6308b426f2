"""Long calculations beside the event loop, so that the other requests of a worker do not wait for them."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from typing import TypeVar, cast

import gevent
from gevent import monkey

Made = TypeVar("Made")


def off_the_hub(make: Callable[[], Made]) -> Made:
    """What ``make`` returns, from a real thread with this request's context; on the spot where gevent does not serve.

    ``make`` calls no service: the RPC client belongs to the event loop.
    """
    if not monkey.is_module_patched("socket"):
        return make()
    context = contextvars.copy_context()
    return cast(Made, gevent.get_hub().threadpool.apply(context.run, (make,)))
