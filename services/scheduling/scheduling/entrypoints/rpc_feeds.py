"""Calendar feeds, and who should come again."""

from __future__ import annotations

from chassis.entrypoints import rpc
from contracts.base import Nothing
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling.adapters import wire_feeds
from scheduling.adapters.desk import SqlDesk
from scheduling.adapters.office import Office
from scheduling.application.feeds import add_feed, list_feeds, read_feed, remove_feed
from scheduling.application.list_recalls import list_recalls
from scheduling.application.mark_recall import mark_recall


class FeedMethods:
    office: Office

    @rpc(methods.list_feeds)
    def list_feeds(self, context: Context, _request: Nothing) -> methods.Feeds:
        return self.office.read(context, lambda desk: wire_feeds.feeds(list_feeds(desk)))

    @rpc(methods.add_feed)
    def add_feed(self, context: Context, request: methods.AddFeed) -> methods.Feed:
        return self.office.change(
            methods.add_feed,
            context,
            request,
            lambda desk: wire_feeds.feed(add_feed(desk, fields=wire_feeds.feed_fields(request))),
            keep_not={"token"},
        )

    @rpc(methods.remove_feed)
    def remove_feed(self, context: Context, request: methods.FeedId) -> Nothing:
        def remove(desk: SqlDesk) -> Nothing:
            remove_feed(desk, feed_id=request.feed_id)
            return Nothing()

        return self.office.change(methods.remove_feed, context, request, remove)

    @rpc(methods.read_feed)
    def read_feed(self, context: Context, request: methods.FeedToken) -> methods.FeedVisits:
        there, feed_id = self.office.by_feed_token(context, request.token)
        return self.office.serve(
            methods.read_feed,
            there,
            lambda desk: wire_feeds.feed_visits(
                read_feed(desk, feed_id=feed_id, token=request.token, known=request.known)
            ),
        )

    @rpc(methods.list_recalls)
    def list_recalls(self, context: Context, request: methods.Page) -> methods.Recalls:
        return self.office.read(
            context,
            lambda desk: wire_feeds.recalls(*list_recalls(desk, limit=request.limit, cursor=request.cursor)),
        )

    @rpc(methods.mark_recall)
    def mark_recall(self, context: Context, request: methods.RecallMark) -> Nothing:
        def mark(desk: SqlDesk) -> Nothing:
            mark_recall(desk, patient_id=request.patient_id, service_id=request.service_id, mark=request.mark)
            return Nothing()

        return self.office.change(methods.mark_recall, context, request, mark)
