"""What SMSAPI tells afterwards reaches notifications, from SMSAPI alone."""

from __future__ import annotations

from typing import Any

import pytest
from apiflask import APIFlask
from chassis.refusals import Unavailable
from contracts.notifications import rpc as notifications
from flask.testing import FlaskClient

from services.gateway.tests.fakes import CALLBACK_SECRET, FakeServices

DELIVERY = f"/callbacks/smsapi/{CALLBACK_SECRET}/delivery"
INCOMING = f"/callbacks/smsapi/{CALLBACK_SECRET}/incoming"
KEY = "019ab1c2-0000-7000-8000-0000000000f1"
REPORT = {"MsgId": "5F2A", "status": "404", "idx": KEY, "donedate": "1795600000", "to": "48501700100", "username": "x"}
REPLY = {
    "sms_from": "48501700100",
    "sms_to": "48799448200",
    "sms_text": "Tak, będę",
    "sms_date": "1795600000",
    "MsgId": "5F2A",
}


def told(stranger: FlaskClient, services: FakeServices, **report: str) -> list[dict[str, Any]]:
    answer = stranger.post(DELIVERY, data=REPORT | report)
    assert (answer.status_code, answer.data) == (200, b"OK")
    items: list[dict[str, Any]] = services.last.request["items"]
    return items


@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_report_goes_on_with_our_key_and_is_answered_by_ok_alone(
    stranger: FlaskClient, services: FakeServices, verb: str
) -> None:
    answer = stranger.get(DELIVERY, query_string=REPORT) if verb == "get" else stranger.post(DELIVERY, data=REPORT)
    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"OK", "text/plain")
    assert services.last.method == "notifications.take_delivery_reports"
    assert services.last.request["items"] == [
        {"channel": "sms", "provider_id": "5F2A", "key": KEY, "outcome": "delivered", "at": "2026-11-25T09:46:40Z"}
    ]
    assert services.last.context.practice_id is None
    assert services.last.context.actor is None


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("402", "expired"), ("404", "delivered"), ("405", "undelivered"), ("406", "undelivered"), ("407", "rejected"),
     ("403", "unknown"), ("408", "unknown"), ("409", "unknown"), ("999", "unknown"), ("", "unknown")],
)  # fmt: skip
def test_each_status_means_something_or_nothing_final(
    stranger: FlaskClient, services: FakeServices, status: str, outcome: str
) -> None:
    assert [one["outcome"] for one in told(stranger, services, status=status)] == [outcome]


def test_one_call_tells_of_several_messages(stranger: FlaskClient, services: FakeServices) -> None:
    items = told(stranger, services, MsgId="A, B,C", status="404,402,405", idx=f"{KEY},,", donedate="1795600000,,x")
    assert [(one["provider_id"], one["key"], one["outcome"], one["at"]) for one in items] == [
        ("A", KEY, "delivered", "2026-11-25T09:46:40Z"),
        ("B", None, "expired", None),
        ("C", None, "undelivered", None),
    ]


def test_keys_that_cannot_be_told_apart_are_left_out(stranger: FlaskClient, services: FakeServices) -> None:
    items = told(stranger, services, MsgId="A,B", status="404,404", idx=KEY, donedate="")
    assert [(one["provider_id"], one["key"], one["at"]) for one in items] == [("A", None, None), ("B", None, None)]


def test_very_many_reports_are_passed_on_in_parts(stranger: FlaskClient, services: FakeServices) -> None:
    many = 1201
    told(stranger, services, MsgId=",".join(["A"] * many), status=",".join(["404"] * many), idx="", donedate="")
    assert [len(call.request["items"]) for call in services.calls] == [500, 500, 201]


@pytest.mark.parametrize("report", [{"MsgId": ""}, {"status": "404,404"}, {"MsgId": "A,B"}])
def test_what_is_no_report_is_refused(stranger: FlaskClient, services: FakeServices, report: dict[str, str]) -> None:
    assert stranger.post(DELIVERY, data=REPORT | report).status_code == 400
    assert services.calls == []


def test_while_notifications_is_away_smsapi_is_told_to_come_again(
    stranger: FlaskClient, services: FakeServices
) -> None:
    services.answers[repr(notifications.take_delivery_reports)] = Unavailable("not_sent")
    answer = stranger.post(DELIVERY, data=REPORT)
    assert answer.status_code == 503
    assert answer.data != b"OK"


def test_a_reply_goes_on_with_phone_text_and_time(stranger: FlaskClient, services: FakeServices) -> None:
    answer = stranger.post(INCOMING, data=REPLY)
    assert (answer.status_code, answer.data) == (200, b"OK")
    assert services.last.method == "notifications.take_sms_reply"
    sent = services.last.request
    assert (sent["sender"], sent["text"], sent["at"]) == ("48501700100", "Tak, będę", "2026-11-25T09:46:40Z")
    assert "501700100" not in sent["provider_id"]


def test_the_same_reply_has_the_same_id_and_another_one_another(stranger: FlaskClient, services: FakeServices) -> None:
    for changed in ({}, {}, {"sms_text": "NIE"}, {"sms_date": "1795600060"}):
        stranger.get(INCOMING, query_string=REPLY | changed)
    first, again, *others = [call.request["provider_id"] for call in services.calls]
    assert first == again
    assert len({first, *others}) == 3


@pytest.mark.parametrize("sender", ["", "INFO", "48 501"])
def test_a_reply_from_no_number_is_refused(stranger: FlaskClient, services: FakeServices, sender: str) -> None:
    assert stranger.post(INCOMING, data=REPLY | {"sms_from": sender}).status_code == 400
    assert services.calls == []


@pytest.mark.parametrize("secret", ["wrong", CALLBACK_SECRET[:-1], CALLBACK_SECRET + "x", "ż" * 26])
@pytest.mark.parametrize("what", ["delivery", "incoming"])
def test_for_who_does_not_know_the_secret_the_address_does_not_exist(
    stranger: FlaskClient, services: FakeServices, secret: str, what: str
) -> None:
    answer = stranger.post(f"/callbacks/smsapi/{secret}/{what}", data=REPORT | REPLY)
    assert answer.status_code == 404
    assert services.calls == []


def test_without_a_secret_nobody_is_listened_to(
    app: APIFlask, stranger: FlaskClient, services: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "dentoro_callback_secret", "")
    assert stranger.post("/callbacks/smsapi//delivery", data=REPORT).status_code == 404
    assert stranger.post("/callbacks/smsapi/x/delivery", data=REPORT).status_code == 404
    assert services.calls == []


def test_neither_secret_nor_number_nor_text_is_logged(
    stranger: FlaskClient, services: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger.post(INCOMING, data=REPLY)
    stranger.get(DELIVERY, query_string=REPORT)
    said = "".join(capsys.readouterr())
    assert services.calls
    for secret in (CALLBACK_SECRET, "501700100", "będę", KEY):
        assert secret not in said
