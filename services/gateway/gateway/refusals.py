"""How calls fail, by the name the views know."""

from __future__ import annotations

from chassis.refusals import Refused, Unavailable

__all__ = ["Refused", "Unavailable"]
