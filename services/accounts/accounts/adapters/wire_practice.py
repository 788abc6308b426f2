"""Between the contracts and our own classes: what a practice says about itself."""

from __future__ import annotations

from datetime import time

from contracts.accounts import events, rpc

from accounts.domain.practice import CHANGEABLE, Practice


def typed(request: rpc.ChangePractice) -> dict[str, str | None]:
    """The practice's own fields, only what was set."""
    return request.model_dump(include=request.model_fields_set & set(CHANGEABLE))


def switches(request: rpc.ChangeNotifications | None) -> dict[str, bool | time]:
    """The notification settings, only what was set."""
    if request is None:
        return {}
    plain = {name: getattr(request, name) for name in ("sms", "email", "online_booking", "reminder_hour")}
    if request.quiet_hours is not None:
        plain |= {"quiet_from": request.quiet_hours.from_, "quiet_to": request.quiet_hours.to}
    return {name: value for name, value in plain.items() if value is not None}


def expected_version(request: rpc.ChangePractice) -> int | None:
    """Of the practice, whichever half of the form says it."""
    if request.expected_version is None and request.notifications is not None:
        return request.notifications.expected_version
    return request.expected_version


def notifications(practice: Practice) -> rpc.NotificationSettings:
    settings = practice.notifications
    return rpc.NotificationSettings(
        sms=settings.sms,
        email=settings.email,
        online_booking=settings.online_booking,
        reminder_hour=settings.reminder_hour,
        quiet_hours=events.QuietHours(from_=settings.quiet_from, to=settings.quiet_to),
        version=practice.version,
    )


def public_practice(practice: Practice) -> rpc.PublicPractice:
    return rpc.PublicPractice(
        id=practice.id,
        name=practice.name,
        street=practice.street,
        house_number=practice.house_number,
        postal_code=practice.postal_code,
        town=practice.town,
        phone=practice.phone,
        online_booking=practice.notifications.online_booking,
    )
