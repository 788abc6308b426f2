"""How calls fail (stands in for chassis.refusals until that exists)."""

from __future__ import annotations

from contracts.faults import Fault

try:
    from chassis.refusals import Refused, Unavailable
except ImportError:

    class Refused(Exception):  # type: ignore[no-redef]  # noqa: D101, N818
        def __init__(self, fault: Fault) -> None:
            super().__init__(fault.code)
            self.fault = fault

        @property
        def code(self) -> str:
            return self.fault.code

    class Unavailable(Exception):  # type: ignore[no-redef]  # noqa: D101, N818
        def __init__(self, outcome: str = "unknown") -> None:
            super().__init__(outcome)
            self.outcome = outcome


__all__ = ["Refused", "Unavailable"]
