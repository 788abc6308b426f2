"""Who may do what: the one table. Services refuse by it (``chassis.entrypoints.rpc``), screens offer by it.

Rules that need more than a role (the last owner stays, an administrator does not touch an owner) are accounts' own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Role = Literal["owner", "admin", "dentist", "receptionist"]

Act = Literal[
    "use_calendar",
    "use_patients",
    "import_patients",
    "erase_patients",
    "see_messages",
    "write_messages",
    "see_settings",
    "change_settings",
    "manage_people",
    "see_changes",
    "use_own_account",
]

EVERYBODY: frozenset[Role] = frozenset(get_args(Role))
MANAGERS: frozenset[Role] = frozenset({"owner", "admin"})
OWNERS: frozenset[Role] = frozenset({"owner"})

WHO_MAY: Mapping[Act, frozenset[Role]] = {
    "use_calendar": EVERYBODY,  # visits, calendars and hours as the calendar shows them
    "use_patients": EVERYBODY,  # patients' cards
    "import_patients": MANAGERS,  # many cards at once, from a file
    "erase_patients": MANAGERS,  # forget a person, for good
    "see_messages": EVERYBODY,  # reminders, messages and what became of them
    "write_messages": EVERYBODY,  # to one patient or many; send again what failed
    "see_settings": EVERYBODY,  # the practice's data, hours, services
    "change_settings": MANAGERS,  # the practice's data, switches, hours, calendars, days off, services
    "manage_people": MANAGERS,  # people, their roles, invitations
    "see_changes": OWNERS,  # who changed what and when
    "use_own_account": EVERYBODY,  # own name, password, sessions, second factor
}


def may(role: str | None, act: Act) -> bool:
    """Whether somebody with this role may do it; nobody without a role may do anything."""
    return role in WHO_MAY[act]
