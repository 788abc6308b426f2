"""Calendars, hours, days off and services in memory: the part of the pages' fake that the settings ask."""

from __future__ import annotations


class FakeSettings:
    """Mixed into FakeServices."""
