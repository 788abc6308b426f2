"""Links in messages to patients: whoever has one acts for the patient, about that one visit or offer."""

from __future__ import annotations

from chassis.signing import Signer
from contracts.links import OFFER, VISIT, offer_content, visit_content

from notifications.domain.case import OfferCase, ReminderCase


class PatientLinks:
    """To pages of the gateway under ``public_url``, signed with the first of ``keys``, which scheduling has as well.

    Nothing is kept of a link: made again for the same visit and time, or the same offer, it is the same.
    """

    def __init__(self, public_url: str, keys: list[str]) -> None:
        self._public_url = public_url
        self._visits, self._offers = Signer(VISIT, keys), Signer(OFFER, keys)

    def to_visit(self, case: ReminderCase) -> str:
        """Its visit can be confirmed, and moved or called off while the practice allows.

        Good until the visit begins, and for the time that the reminder is about alone.
        """
        starts_at = case.line.visit_starts_at
        return f"{self._public_url}/v/{self._visits.sign(visit_content(case.line.visit_id, starts_at), starts_at)}"

    def to_offer(self, case: OfferCase) -> str:
        """The offered time can be taken or refused. Good until it begins: later it tells what became of the offer."""
        return f"{self._public_url}/o/{self.token_of_offer(case)}"

    def token_of_offer(self, case: OfferCase) -> str:
        """What of that link must not be shown."""
        return self._offers.sign(offer_content(case.offer.id), case.offer.starts_at)
