"""Roles in words, and the table of who may do what, made from the one that the services refuse by."""

from __future__ import annotations

from typing import NamedTuple, get_args

from contracts.permissions import WHO_MAY, Act, Role
from flask_babel import lazy_gettext as _l

ROLES: tuple[Role, ...] = get_args(Role)

NAMES = {
    "owner": _l("owner"),
    "admin": _l("administrator"),
    "dentist": _l("dentist"),
    "receptionist": _l("receptionist"),
}

ABOUT = {
    "owner": _l("Runs the practice: everything, and the history of changes."),
    "admin": _l("Manages settings and people, but not owners."),
    "dentist": _l("Works with the calendar and with patients."),
    "receptionist": _l("Works with the calendar and with patients."),
}

_ACTS: dict[Act, object] = {
    "use_calendar": _l("Calendar: book, move and cancel visits"),
    "use_patients": _l("Patients: see and change their cards"),
    "import_patients": _l("Patients: add many from a file"),
    "erase_patients": _l("Patients: delete their data"),
    "see_messages": _l("Reminders: see what was sent"),
    "see_settings": _l("Settings: look at them"),
    "change_settings": _l("Settings: change the practice, its hours, calendars and services"),
    "manage_people": _l("People: invite, change roles, remove"),
    "see_changes": _l("History of changes: see who changed what"),
    "use_own_account": _l("Own account: name, password, two-step login"),
}


class Row(NamedTuple):
    """One act: what it is in words, and who may do it, in the order of ROLES."""

    act: str
    may: list[tuple[str, bool]]


def name(role: str) -> str:
    return str(NAMES.get(role, role))


def table() -> list[Row]:
    return [
        Row(str(_ACTS.get(act, act)), [(name(role), role in who) for role in ROLES]) for act, who in WHO_MAY.items()
    ]


def offered(by: Role) -> tuple[Role, ...]:
    """The roles that somebody of this role can give: only an owner makes owners."""
    return tuple(role for role in ROLES if may_change(by, role))


def may_change(by: Role, whom: Role) -> bool:
    """Whether to offer it: an administrator does not touch an owner."""
    return by == "owner" or whom != "owner"
