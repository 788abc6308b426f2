"""The waiting list: how the practice keeps it, how a stranger joins it, and what one does by the link of an offer."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from chassis.entrypoints import rpc
from contracts.base import Method
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling.adapters import wire_waiting
from scheduling.adapters.desk import SqlDesk
from scheduling.adapters.office import Office
from scheduling.application.add_to_waiting_list import add_to_waiting_list
from scheduling.application.join_waiting_list import ask_to_join_waiting_list, confirm_joining
from scheduling.application.linked_offer import (
    LinkedOffer,
    accept_linked_offer,
    read_linked_offer,
    refuse_linked_offer,
)
from scheduling.application.list_waiting import list_offers, list_waiting
from scheduling.application.withdraw_waiting import withdraw_waiting
from scheduling.domain.refusals_online import WrongCode
from scheduling.entrypoints.strangers import address_of, with_own_key


class WaitingMethods:
    office: Office

    @rpc(methods.list_waiting)
    def list_waiting(self, context: Context, request: methods.ListWaiting) -> methods.WaitingEntries:
        return self.office.read(
            context,
            lambda desk: wire_waiting.entries(
                list_waiting(
                    desk,
                    state=request.state,
                    patient_id=request.patient_id,
                    limit=request.limit,
                    cursor=request.cursor,
                )
            ),
        )

    @rpc(methods.add_to_waiting_list)
    def add_to_waiting_list(self, context: Context, request: methods.AddToWaitingList) -> methods.WaitingEntry:
        return self.office.change(
            methods.add_to_waiting_list,
            context,
            request,
            lambda desk: wire_waiting.entry(
                add_to_waiting_list(
                    desk,
                    patient_id=request.patient_id,
                    service_id=request.service_id,
                    minutes=request.minutes,
                    wishes=wire_waiting.wishes(request),
                    note=request.note,
                )
            ),
        )

    @rpc(methods.withdraw_waiting)
    def withdraw_waiting(self, context: Context, request: methods.EntryId) -> methods.WaitingEntry:
        return self.office.change(
            methods.withdraw_waiting,
            context,
            request,
            lambda desk: wire_waiting.entry(withdraw_waiting(desk, entry_id=request.entry_id)),
        )

    @rpc(methods.list_offers)
    def list_offers(self, context: Context, request: methods.EntryId) -> methods.Offers:
        return self.office.read(context, lambda desk: wire_waiting.offers(list_offers(desk, entry_id=request.entry_id)))

    @rpc(methods.ask_to_join_waiting_list)
    def ask_to_join_waiting_list(self, context: Context, request: methods.JoinWaitingList) -> methods.JoiningAsked:
        return self.office.change(
            methods.ask_to_join_waiting_list,
            with_own_key(context),
            request,
            lambda desk: wire_waiting.joining_asked(
                ask_to_join_waiting_list(
                    desk,
                    service_id=request.service_id,
                    wishes=wire_waiting.wishes(request),
                    channel=request.channel,
                    fields=wire_waiting.asked_to_wait(request),
                    language=request.language,
                    address=address_of(context),
                )
            ),
        )

    @rpc(methods.confirm_joining)
    def confirm_joining(self, context: Context, request: methods.ConfirmJoining) -> methods.Joined:
        """Its answer needs no key to be the same again; a wrong try is kept before it is refused."""
        answer = self.office.serve(
            methods.confirm_joining,
            context,
            lambda desk: confirm_joining(desk, joining_id=request.joining_id, code=request.code),
        )
        if isinstance(answer, WrongCode):
            raise answer
        return methods.Joined(until_date=answer)

    @rpc(methods.read_linked_offer)
    def read_linked_offer(self, context: Context, request: methods.LinkToken) -> methods.LinkedOffer:
        there, offer_id = self.office.by_offer_link(context, request.token)
        return self.office.read(
            there, lambda desk: wire_waiting.linked_offer(read_linked_offer(desk, offer_id=offer_id))
        )

    @rpc(methods.accept_linked_offer)
    def accept_linked_offer(self, context: Context, request: methods.LinkToken) -> methods.LinkedOffer:
        return self._answer(
            methods.accept_linked_offer,
            context,
            request,
            lambda desk, offer_id: accept_linked_offer(desk, offer_id=offer_id),
        )

    @rpc(methods.refuse_linked_offer)
    def refuse_linked_offer(self, context: Context, request: methods.LinkToken) -> methods.LinkedOffer:
        return self._answer(
            methods.refuse_linked_offer,
            context,
            request,
            lambda desk, offer_id: refuse_linked_offer(desk, offer_id=offer_id),
        )

    def _answer(
        self,
        method: Method[methods.LinkToken, methods.LinkedOffer],
        context: Context,
        request: methods.LinkToken,
        work: Callable[[SqlDesk, UUID], LinkedOffer],
    ) -> methods.LinkedOffer:
        """Answered twice it is the same: no key is needed."""
        there, offer_id = self.office.by_offer_link(context, request.token)
        return self.office.serve(method, there, lambda desk: wire_waiting.linked_offer(work(desk, offer_id)))
