"""Look at a practice."""

from __future__ import annotations

from uuid import UUID

from accounts.application.ports import Tools
from accounts.domain.errors import PracticeNotFound
from accounts.domain.practice import Practice, is_slug


def read_practice(tools: Tools, practice_id: UUID) -> Practice:
    """One's own.

    Raises:
        PracticeNotFound.
    """
    with tools.transactions.practice(practice_id) as accounts:
        practice = accounts.practice(practice_id)
    if practice is None:
        raise PracticeNotFound
    return practice


def find_practice(tools: Tools, slug: str) -> Practice:
    """By the name in its public address, for strangers.

    Raises:
        PracticeNotFound.
    """
    practice = None
    if is_slug(slug):
        with tools.transactions.everywhere() as accounts:
            practice = accounts.practice_by_slug(slug)
    if practice is None:
        raise PracticeNotFound
    return practice
