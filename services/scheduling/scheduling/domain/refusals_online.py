"""What can go wrong for who books online or comes by a link: a part of ``refusals``."""

from __future__ import annotations

from datetime import datetime

from scheduling.domain.refusals import Refusal


class OnlineBookingOff(Refusal):
    """The practice takes no bookings online."""

    code = "online_booking_off"


class RateLimited(Refusal):
    """Too many tries; the same one succeeds after ``retry_after`` seconds."""

    code = "rate_limited"

    def __init__(self, retry_after: int) -> None:
        super().__init__({"retry_after": retry_after})


class WrongCode(Refusal):
    """Not the code that was sent, or one that is good no more; ``tries`` are left for it."""

    code = "wrong_code"

    def __init__(self, tries: int) -> None:
        super().__init__({"tries": tries})


class TooManyBookings(Refusal):
    """This patient has as many visits ahead that were booked online as the practice allows."""

    code = "too_many_bookings"

    def __init__(self, most: int) -> None:
        super().__init__({"most": most})


class NotAPatient(Refusal):
    """The practice takes no new patients online."""

    code = "not_a_patient"


class LinkNotValid(Refusal):
    """Not signed by us, expired, of a visit that is no more, or of another time than the visit has."""

    code = "link_not_valid"


class ChangeTooLate(Refusal):
    """So shortly before the visit it is changed by calling."""

    code = "change_too_late"

    def __init__(self, change_until: datetime) -> None:
        super().__init__({"change_until": change_until.isoformat()})
