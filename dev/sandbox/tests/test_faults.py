from smtplib import SMTPDataError, SMTPServerDisconnected
from time import monotonic

import pytest
import requests


def test_the_next_sms_fail_with_the_status_asked_for_and_are_not_kept(sandbox):
    sandbox.faults(sms={"fail_next": 2, "status": 503})
    assert [sandbox.post(to="451200300", message="x").status_code for _ in range(3)] == [503, 503, 200]
    assert len(sandbox.messages()) == 1


def test_an_error_of_smsapi_can_be_asked_for(sandbox):
    sandbox.faults(sms={"fail_next": 1, "status": 103})
    assert sandbox.sms()["error"] == 103


def test_the_next_mails_fail_with_the_reply_asked_for(sandbox):
    sandbox.faults(email={"fail_next": 1, "status": 550})
    with pytest.raises(SMTPDataError) as refused:
        sandbox.mail()
    assert refused.value.smtp_code == 550
    sandbox.mail()
    assert len(sandbox.messages()) == 1


def test_a_dropped_sms_was_accepted_and_its_repetition_is_known(sandbox):
    sandbox.faults(sms={"drop_after_accept": 1})
    with pytest.raises(requests.ConnectionError):
        sandbox.sms(idx="reminder-1", check_idx="1")
    assert sandbox.sms(idx="reminder-1", check_idx="1")["error"] == 53
    assert [m["deliveries"] for m in sandbox.messages()] == [2]


def test_a_dropped_mail_was_accepted_and_its_repetition_is_counted(sandbox):
    sandbox.faults(email={"drop_after_accept": 1})
    with pytest.raises(SMTPServerDisconnected):
        sandbox.mail()
    sandbox.mail()
    assert [m["deliveries"] for m in sandbox.messages()] == [2]


def test_true_goes_on_until_it_is_taken_back(sandbox):
    sandbox.faults(sms={"fail_next": True}, email={"drop_after_accept": True})
    for _ in range(3):
        assert sandbox.post(to="451200300", message="x").status_code == 500
    with pytest.raises(SMTPServerDisconnected):
        sandbox.mail()
    sandbox.faults()
    sandbox.sms()
    sandbox.mail()


def test_answers_wait_as_long_as_asked(sandbox):
    sandbox.faults(sms={"delay_ms": 300}, email={"delay_ms": 300})
    began = monotonic()
    sandbox.sms()
    sandbox.mail()
    assert monotonic() - began >= 0.6


def test_one_channel_misbehaves_alone_and_the_counters_can_be_read(sandbox):
    sandbox.faults(sms={"fail_next": 5, "status": 500})
    sandbox.post(to="451200300", message="x")
    sandbox.mail()
    quiet = {"fail_next": 0, "status": None, "delay_ms": 0, "drop_after_accept": 0}
    assert sandbox.http.get(f"{sandbox.url}/faults", timeout=10).json() == {
        "sms": quiet | {"fail_next": 4, "status": 500, "reports": None, "report_delay_ms": 300},
        "email": quiet,
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"fax": {}},
        {"sms": {"fail": 1}},
        {"sms": {"fail_next": -1}},
        {"email": {"delay_ms": "1"}},
        {"sms": [1]},
        {"sms": {"reports": "lost"}},
        {"email": {"reports": "delivered"}},
    ],
)
def test_an_unknown_fault_is_refused_and_changes_nothing(sandbox, wrong):
    answer = sandbox.http.put(f"{sandbox.url}/faults", json=wrong, timeout=10)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert "fail_next" in sandbox.http.get(f"{sandbox.url}/faults", timeout=10).json()["sms"]
    sandbox.sms()
