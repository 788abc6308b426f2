"""``Provide(build)``: what a service class works with, built once a process."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from nameko.extensions import DependencyProvider

T = TypeVar("T")


class Provide(DependencyProvider, Generic[T]):
    """``use_cases = Provide(build)``: builds at start, and closes what it built (``.close()``) after the last work.

    Every worker gets the same object: it must bear use by many greenlets at a time.
    """

    def __init__(self, build: Callable[[], T]) -> None:
        self._build = build
        self._built: T | None = None

    def setup(self) -> None:
        self._built = self._build()

    def get_dependency(self, _worker_ctx: Any) -> T | None:
        return self._built

    def stop(self) -> None:
        close = getattr(self._built, "close", None)
        if close is not None:
            close()

    if TYPE_CHECKING:

        def __get__(self, instance: object, owner: type) -> T: ...
