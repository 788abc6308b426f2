"""What a provider tells afterwards. It comes from no person: the gateway checks that it is the provider who speaks."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.base import Message as Wire
from contracts.base import Method, Nothing
from contracts.notifications.rpc.messages import Channel


class DeliveryReport(Wire):
    channel: Channel
    provider_id: str | None = None
    key: str | None = None
    """Our own key, under which it was handed over (SMSAPI's ``idx``, a Message-ID)."""
    outcome: Literal["delivered", "undelivered", "expired", "rejected", "unknown"]
    """``unknown`` says nothing final: it is noted and nothing changes."""
    at: AwareDatetime | None = None


class DeliveryReports(Wire):
    items: list[DeliveryReport] = Field(max_length=500)


class SmsReply(Wire):
    provider_id: str
    """Of the reply itself: the same one may come twice."""
    sender: str = Field(repr=False)
    """The patient's phone, as the provider writes it."""
    text: str = Field(repr=False)
    at: AwareDatetime | None = None


class SmsReplyTaken(Wire):
    """``answer``: what it was understood as; None: not understood, or no reminder it could be about."""

    answer: Literal["yes", "no"] | None


take_delivery_reports = Method("notifications", "take_delivery_reports", DeliveryReports, Nothing)
take_sms_reply = Method("notifications", "take_sms_reply", SmsReply, SmsReplyTaken)
