from __future__ import annotations

from uuid import UUID

from notifications.application.front_desk import FrontDesk
from notifications.application.look_up import shown
from notifications.application.ports import Entry, Wording
from notifications.domain.case import Case
from notifications.domain.resending import resent


def resend_message(desk: FrontDesk, wording: Wording[Case], message_id: UUID) -> Entry:
    """Plan the message again for now, under a new key. Raises NotFound or MessageNotResendable."""
    case = desk.entry_to_change(message_id).case
    desk.plan_again(resent(case, desk.now, key=desk.new_id(), trace_id=desk.trace_id))
    desk.changes.note("message", message_id, [("channel", None, case.line.channel.value)])
    return shown(desk.entry_to_change(message_id), wording, desk.now)
