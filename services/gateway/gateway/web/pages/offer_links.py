"""The page that an offer's link opens: a freed time, held for one who waits, and two buttons.

Opening it changes nothing, however many programs look at the link: each answer is a form.
"""

from __future__ import annotations

from typing import Any

from contracts.base import Method
from contracts.scheduling import rpc as scheduling
from flask import redirect, render_template, request, url_for

from gateway import errors, rpc
from gateway.refusals import Refused
from gateway.web import dates, public_form
from gateway.web.blueprint import web
from gateway.web.by_link import by_link
from gateway.web.forms import Form, new_key

_by_link = by_link("public/offer_unknown.html")
_NOT_ANY_MORE = frozenset({"offer_expired", "slot_taken", "calendar_closed", "outside_working_time", "in_break"})

Answer = Method[scheduling.LinkToken, scheduling.LinkedOffer]


@web.get("/o/<token>")
@_by_link
def linked_offer(token: str) -> str:
    return _page(token, _read(token))


@web.post("/o/<token>/accept")
@_by_link
def accept_linked_offer(token: str) -> Any:
    return _answered(token, scheduling.accept_linked_offer)


@web.post("/o/<token>/refuse")
@_by_link
def refuse_linked_offer(token: str) -> Any:
    return _answered(token, scheduling.refuse_linked_offer)


@web.get("/o/<token>/<any(accept, refuse):answer>")
@_by_link
def linked_offer_again(token: str, answer: str) -> Any:  # noqa: ARG001 - either of them
    """An address that only a form leads to, opened again by itself."""
    return redirect(url_for("web.linked_offer", token=token), 303)


def _answered(token: str, answer: Answer) -> Any:
    """Twice is once: the page then says what became of the first."""
    key = Form({}, request.form.to_dict()).key
    try:
        rpc.call(answer, scheduling.LinkToken(token=token), idempotency_key=key)
    except Refused as refused:
        if refused.code not in _NOT_ANY_MORE:
            raise
        offer = _read(token)
        # Where the page says by itself what has become of it, that need not be said twice.
        said = errors.sentence(refused.code, refused.fault.data) if offer.state in {"sent", "expired"} else None
        return _page(token, offer, said), errors.STATUS[refused.code]
    return redirect(url_for("web.linked_offer", token=token), 303)


def _read(token: str) -> scheduling.LinkedOffer:
    """Raises Refused: ``link_not_valid``."""
    offer = rpc.call(scheduling.read_linked_offer, scheduling.LinkToken(token=token))
    dates.use_zone(offer.time_zone)
    if offer.state == "sent" and offer.expires_at <= rpc.now():
        return offer.model_copy(update={"state": "expired"})
    return offer


def _page(token: str, offer: scheduling.LinkedOffer, problem: str | None = None) -> str:
    return render_template(
        "public/offer.html",
        offer=offer,
        token=token,
        problem=problem,
        may_be_free=offer.state == "expired" and offer.starts_at > rpc.now() and problem is None,
        key=new_key(),
        other_language=public_form.other_language(),
    )
