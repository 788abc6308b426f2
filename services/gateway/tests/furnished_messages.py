"""A practice whose messages have something of everything: every state, several reasons, a sending under way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from contracts.notifications import rpc as notifications

from services.gateway.tests.fake_practice import FakePractice
from services.gateway.tests.fake_services import FakeServices

TEXT = "Dzień dobry {{ patient_first_name }}, w piątek 27 listopada gabinet jest zamknięty. Zapraszamy od poniedziałku."
_OUTCOMES: tuple[dict[str, Any], ...] = (
    {"state": "delivered"},
    {"state": "failed", "reason": "invalid_phone", "can_resend": True},
    {"state": "sent"},
    {"state": "delivered"},
    {"state": "skipped", "reason": "no_consent"},
    {"state": "cancelled", "reason": "visit_moved"},
    {"state": "failed", "reason": "expired", "can_resend": True},
)


def furnish_messages(practice: FakePractice, services: FakeServices) -> notifications.Batch:
    """Today's reminders came to different ends; a sending to all is on its way. Answers that sending."""
    now = services.now()
    late = [m for m in practice.messages if m.state == "sent"]
    for at, message in enumerate(late):
        outcome = _OUTCOMES[at % len(_OUTCOMES)]
        sent = now - timedelta(hours=24) if outcome["state"] in {"sent", "delivered"} else None
        arrived = sent and sent + timedelta(seconds=9) if outcome["state"] == "delivered" else None
        said = {"answer": "yes", "answered_at": now - timedelta(hours=2)} if at == 0 else {}
        services.becomes(practice, message, sent_at=sent, delivered_at=arrived, **outcome, **said)
    return give_batch(practice, services)


def give_batch(practice: FakePractice, services: FakeServices, text: str = TEXT) -> notifications.Batch:
    """Written by the owner to everybody; the first half of it has gone out, and one of these failed."""
    actor = type("Actor", (), {"user_id": practice.user.id, "role": "owner"})()
    context = type("Context", (), {"practice_id": practice.practice.id, "idempotency_key": None, "actor": actor})()
    asked = notifications.WriteMessages(channel="sms", patient_ids=list(practice.patients), text=text)
    written = services.write_messages(asked, context)
    mine = [m for m in practice.messages if m.batch_id == written.batch_id]
    for message in mine[: len(mine) // 2]:
        services.becomes(practice, message, state="delivered", sent_at=services.now(), delivered_at=services.now())
    services.becomes(practice, mine[0], state="failed", reason="rejected_by_provider", can_resend=True)
    return services.read_batch(notifications.BatchId(batch_id=written.batch_id), context)
