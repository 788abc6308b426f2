"""What a provider tells: asked for by the gateway in nobody's name."""

from __future__ import annotations

from chassis.entrypoints import rpc
from chassis.logs import log
from contracts.base import Nothing
from contracts.context import Context
from contracts.notifications import rpc as wire_rpc
from prometheus_client import Counter

from notifications.adapters import provider_wire
from notifications.application.take_reply import TakeReply
from notifications.application.take_reports import TakeReports

REPORTS = Counter("delivery_reports", "Reports of providers", ["channel", "outcome"])
REPLIES = Counter("sms_replies", "Replies of patients, by what they were understood as", ["answer"])


class TakesProvidersWord:
    """The handlers; ``take_reports`` and ``take_reply`` are provided by the service class."""

    take_reports: TakeReports
    take_reply: TakeReply

    @rpc(wire_rpc.take_delivery_reports)
    def take_delivery_reports(self, _context: Context, request: wire_rpc.DeliveryReports) -> Nothing:
        changed = self.take_reports(provider_wire.told_from(request))
        for one in request.items:
            REPORTS.labels(one.channel, one.outcome).inc()
        log.info("delivery reports taken", reports=len(request.items), changed=changed)
        return Nothing()

    @rpc(wire_rpc.take_sms_reply)
    def take_sms_reply(self, _context: Context, request: wire_rpc.SmsReply) -> wire_rpc.SmsReplyTaken:
        answer = self.take_reply(provider_wire.reply_from(request))
        REPLIES.labels(answer or "none").inc()
        log.info("reply taken", answer=answer or "none")
        return provider_wire.taken_to(answer)
