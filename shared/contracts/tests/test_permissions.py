"""The table of who may do what."""

from typing import get_args

import pytest
from contracts.permissions import EVERYBODY, WHO_MAY, Act, may
from contracts.registry import METHODS

FOR_STRANGERS = {
    "accounts.register_practice",
    "accounts.open_session",
    "accounts.confirm_session",
    "accounts.read_session",
    "accounts.close_session",
    "accounts.request_password_reset",
    "accounts.check_password_reset",
    "accounts.reset_password",
    "accounts.confirm_email",
    "accounts.read_invitation",
    "accounts.accept_invitation",
    "accounts.find_practice",
    # online booking, and what patients do by links
    "scheduling.read_public_booking",
    "scheduling.list_public_times",
    "scheduling.hold_public_time",
    "scheduling.read_public_hold",
    "scheduling.release_public_hold",
    "scheduling.request_booking_code",
    "scheduling.confirm_public_hold",
    "scheduling.read_linked_visit",
    "scheduling.confirm_linked_visit",
    "scheduling.cancel_linked_visit",
    "scheduling.list_linked_times",
    "scheduling.move_linked_visit",
    # the waiting list: joining it, and what one does with an offer
    "scheduling.ask_to_join_waiting_list",
    "scheduling.confirm_joining",
    "scheduling.read_linked_offer",
    "scheduling.accept_linked_offer",
    "scheduling.refuse_linked_offer",
    # whoever has the secret address
    "scheduling.read_feed",
}
FOR_PROVIDERS = {"notifications.take_delivery_reports", "notifications.take_sms_reply"}
"""They come from no person: the gateway checks who speaks."""


def test_every_method_says_who_may_use_it() -> None:
    assert {name for name, method in METHODS.items() if method.act is None} == FOR_STRANGERS | FOR_PROVIDERS


def test_every_act_has_its_line_and_is_used() -> None:
    assert set(WHO_MAY) == set(get_args(Act)) == {method.act for method in METHODS.values()} - {None}


def test_an_owner_may_do_everything() -> None:
    assert all("owner" in roles for roles in WHO_MAY.values())


@pytest.mark.parametrize(
    ("act", "roles"),
    [
        ("use_calendar", EVERYBODY),
        ("use_patients", EVERYBODY),
        ("change_settings", {"owner", "admin"}),
        ("manage_people", {"owner", "admin"}),
        ("import_patients", {"owner", "admin"}),
        ("erase_patients", {"owner", "admin"}),
        ("see_changes", {"owner"}),
    ],
)
def test_who_may_do_what(act: Act, roles: set[str]) -> None:
    assert {role for role in EVERYBODY if may(role, act)} == roles
    assert not may(None, act)
    assert not may("stranger", act)
