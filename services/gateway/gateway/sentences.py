"""The sentence for each stable code, in the user's language. The message ids are English; catalogues hold the rest."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext

_MOST_MINUTES = 90

_SENTENCES = {
    "malformed_request": _("The request cannot be understood."),
    "malformed_json": _("The body is not valid JSON."),
    "csrf_failed": _("The page was open too long. Reload it and try again."),
    "method_not_allowed": _("This cannot be done here."),
    "body_too_large": _("That is too much data at once."),
    "unsupported_media_type": _("The body must be JSON."),
    "validation_failed": _("Some of the data is not right."),
    "not_found": _("There is no such thing here."),
    "version_conflict": _("Somebody changed it in the meantime. Reload it and try again."),
    "idempotency_key_reused": _("This idempotency key was already used for something else."),
    "forbidden": _("You may not do this."),
    "unauthenticated": _("Please log in."),
    "unavailable": _("It does not work at the moment. Please try again shortly."),
    "practice_not_ready": _("The practice is being set up. Please try again in a moment."),
    "rate_limited": _("Too many attempts. Please wait a moment."),
    "internal_error": _("Something went wrong on our side."),
    "email_taken": _("This e-mail address cannot be used. If it is yours, log in."),
    "wrong_credentials": _("The e-mail or the password is not right."),
    "second_factor_required": _("Type the code from your authenticator app."),
    "wrong_code": _("This code is not right, or it was used already."),
    "link_not_valid": _("This link has expired or was used already."),
    "last_owner": _("The practice needs at least one owner."),
    "already_invited": _("This person is already invited or works here."),
    "online_booking_off": _("This practice takes no bookings online."),
    "slot_taken": _("That time is already taken."),
    "hold_expired": _("That time was held for too long, and somebody else has it now."),
    "too_many_bookings": _("You have as many visits booked online as this practice takes from one person."),
    "not_a_patient": _("This practice takes online bookings from its patients only. Please call."),
    "change_too_late": _("It is too late to change this visit online. Please call the practice."),
    "offer_expired": _("This time is no longer on offer."),
    "already_waiting": _("This patient is on the waiting list for this service already."),
    "too_many_feeds": _("The practice cannot have more calendar feeds. Remove one first."),
    "outside_working_time": _("That is outside working time."),
    "in_break": _("That falls into a break."),
    "calendar_closed": _("This calendar takes no visits."),
    "last_calendar": _("One calendar at least must stay open."),
    "visit_not_changeable": _("This visit can no longer be changed."),
    "local_time_missing": _("That hour does not exist on this day: the clocks change."),
    "patient_merged": _("This card was merged with another one, which goes on."),
    "patient_erased": _("This patient's data was erased."),
    "patient_has_visits": _("This patient still has visits ahead. Cancel them first."),
    "import_too_large": _("The file is too large: at most 5 MB and 20,000 rows."),
    "import_not_csv": _("This is no CSV file with a first line of column names."),
    "import_state": _("This cannot be done with the import any more, or not yet."),
    "channel_off": _("This way of sending messages is switched off."),
    "no_recipients": _("None of these patients can get this message."),
    "message_not_resendable": _("This message cannot be sent again."),
    # fields
    "required": _("This is needed."),
    "invalid": _("This is not right."),
    "too_short": _("This is too short."),
    "too_long": _("This is too long."),
    "too_weak": _("At least 8 characters, one digit and one capital letter."),
    "not_on_grid": _("Only full quarters of an hour."),
    "out_of_range": _("This is out of range."),
    "not_accepted": _("This must be accepted."),
    "unknown_field": _("There is no such field."),
    "invalid_email": _("This is not an e-mail address."),
    "invalid_phone": _("This is not a phone number."),
    "invalid_checksum": _("There is a mistake in this number."),
    "invalid_postal_code": _("A postal code looks like 00-950."),
    "control_characters": _("There are characters here that cannot be used."),
    "to_before_from": _("The end must be after the beginning."),
    "break_outside_hours": _("The break must be within working time."),
    "in_the_past": _("This has already passed."),
    "read_only": _("This cannot be changed."),
    "same_as_row": _("The same person is in a row before."),
    "wrong_password": _("This is not your password."),
    "unknown_placeholder": _("There is a placeholder that is none: choose one from the list."),
    "template_syntax": _("Something is wrong with the curly brackets. A placeholder looks like {{ practice_name }}."),
}

_EXACT = {
    # code: (what its data must hold, the sentence that says it)
    "too_short": ("min", _("At least %(min)s characters.")),
    "too_long": ("max", _("At most %(max)s characters.")),
    "same_as_row": ("number", _("The same person as in row %(number)s.")),
    "unknown_placeholder": ("name", _("{{ %(name)s }} is no placeholder: choose one from the list.")),
}


def sentence(code: str, data: Mapping[str, Any] | None = None) -> str:
    """What a person reads for a code of ``contracts.faults`` (of a request or of a field); never raises."""
    if code == "rate_limited" and data and isinstance(data.get("retry_after"), int | float):
        return _wait(float(data["retry_after"]))
    key, exact = _EXACT.get(code, ("", None))
    if exact is not None and data and key in data:
        return str(exact) % {key: data[key]}
    return str(_SENTENCES.get(code, _SENTENCES["invalid"]))


def _wait(seconds: float) -> str:
    """Until when, in whole minutes or hours, never less than it takes."""
    minutes = max(1, math.ceil(seconds / 60))
    if minutes > _MOST_MINUTES:
        hours = math.ceil(minutes / 60)
        return str(
            ngettext(
                "Too many attempts. Try again in %(num)d hour.", "Too many attempts. Try again in %(num)d hours.", hours
            )
        )
    return str(
        ngettext(
            "Too many attempts. Try again in %(num)d minute.",
            "Too many attempts. Try again in %(num)d minutes.",
            minutes,
        )
    )
