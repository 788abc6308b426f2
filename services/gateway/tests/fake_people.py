"""People, invitations and own accounts in memory: the part of the pages' fake that accounts answers."""

from __future__ import annotations


class FakePeople:
    """Mixed into FakeServices."""
