"""How a refusal travels back over RPC, and the stable codes there are."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from contracts.base import Message


class FieldFault(Message):
    """One field that is wrong; ``field`` is its dotted path in the request, ``code`` says how."""

    field: str
    code: str
    data: dict[str, Any] = Field(default_factory=dict)


class Fault(Message):
    """A refusal: a stable code and structured data; never free text, never patient data."""

    code: str
    data: dict[str, Any] = Field(default_factory=dict)
    errors: list[FieldFault] = Field(default_factory=list)


CODES = frozenset(
    {
        # any service
        "validation_failed",  # errors[] says which fields and how
        "not_found",  # data: what ("visit", "calendar", "patient", ...)
        "version_conflict",  # data: current_version
        "idempotency_key_reused",
        "forbidden",
        "unauthenticated",
        "unavailable",
        "rate_limited",  # data: retry_after (seconds)
        "internal_error",
        # accounts
        "email_taken",
        "wrong_credentials",
        "second_factor_required",  # data: challenge (for confirm_session)
        "wrong_code",
        "link_not_valid",  # a link that expired, was used or never was
        "last_owner",
        "already_invited",
        "online_booking_off",
        # scheduling
        "slot_taken",
        "outside_working_time",
        "in_break",
        "calendar_closed",
        "practice_not_ready",  # registered a moment ago: the same request succeeds soon
        "last_calendar",  # one calendar at least stays open
        "visit_not_changeable",
        "local_time_missing",
        "patient_merged",  # data: merged_into
        "patient_erased",
        "hold_expired",
        "too_many_bookings",  # data: most; that one patient may have booked online
        "not_a_patient",  # the practice takes no new patients online
        "change_too_late",  # data: change_until; later than that the patient calls
        "offer_expired",  # of the waiting list: accepted too late, or by somebody else
        "already_waiting",  # for that service, on the waiting list
        "too_many_feeds",  # data: most
        "patient_has_visits",  # data: count; ahead, to be cancelled before the patient is forgotten
        "import_too_large",  # data: max_bytes, max_rows
        "import_not_csv",
        "import_state",  # data: state; in which this cannot be done
        # notifications
        "channel_off",
        "no_recipients",  # nobody of those it is written to can get it
        "message_not_resendable",
    }
)

FIELD_CODES = frozenset(
    {
        "required",
        "invalid",
        "too_short",
        "too_long",
        "too_weak",
        "not_on_grid",
        "out_of_range",
        "not_accepted",
        "unknown_field",
        "invalid_email",
        "invalid_phone",
        "invalid_checksum",
        "invalid_postal_code",
        "control_characters",
        "to_before_from",
        "break_outside_hours",
        "in_the_past",
        "read_only",
        "same_as_row",  # of a file; data: number
        "unknown_placeholder",  # data: name
        "template_syntax",
    }
)
