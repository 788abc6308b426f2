"""What a process reads from its environment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from chassis.settings import Environment, SettingInvalid, SettingMissing
from notifications.settings import read_dispatcher, read_email, read_links, read_sms, takes_replies

SMS = {"SMSAPI_URL": "https://api.smsapi.pl", "SMSAPI_TOKEN": "secret-token", "SMSAPI_SENDER": "Dentoro"}
MAIL = {
    "SMTP_URL": "smtp://user:secret-word@mail.example:587",
    "MAIL_FROM": "no-reply@dentoro.example",
}
LINKS = {"PUBLIC_URL": "https://dentoro.example/", "LINK_KEYS": f"{'new-secret' * 4}, {'old-secret' * 4}"}


def test_a_senders_lease_is_longer_than_its_providers_time_limits():
    sms = read_sms(Environment(SMS))
    assert sms.patience.lease > timedelta(seconds=sms.answer_seconds + 3)
    assert read_email(Environment(MAIL)).patience.lease >= timedelta(seconds=30)


def test_delays_between_attempts_can_be_set():
    chosen = read_sms(Environment({**SMS, "SEND_RETRY_SECONDS": "0.5,2", "SEND_LEASE_SECONDS": "3"})).patience
    assert chosen.delays == [timedelta(seconds=0.5), timedelta(seconds=2)]
    assert chosen.lease == timedelta(seconds=3)


def test_nonsense_is_refused_by_its_name():
    with pytest.raises(SettingInvalid, match="SEND_RETRY_SECONDS"):
        read_sms(Environment({**SMS, "SEND_RETRY_SECONDS": "soon"}))


@pytest.mark.parametrize("name", SMS)
def test_an_sms_sender_says_what_is_missing(name):
    with pytest.raises(SettingMissing, match=name):
        read_sms(Environment({key: value for key, value in SMS.items() if key != name}))


@pytest.mark.parametrize("name", ["SMTP_URL", "MAIL_FROM"])
def test_a_mail_sender_says_what_is_missing(name):
    with pytest.raises(SettingMissing, match=name):
        read_email(Environment({key: value for key, value in MAIL.items() if key != name}))


def test_links_begin_with_the_public_address_without_its_last_slash():
    assert read_links(Environment(LINKS)).public_url == "https://dentoro.example"
    with pytest.raises(SettingInvalid, match="PUBLIC_URL"):
        read_links(Environment({**LINKS, "PUBLIC_URL": "dentoro.example"}))


def test_links_are_signed_with_the_first_of_several_keys_and_no_key_is_short():
    assert read_links(Environment(LINKS)).keys == ["new-secret" * 4, "old-secret" * 4]
    for keys in ("short", f"{'long-enough-' * 4},short", f"{'long-enough-' * 4},"):
        with pytest.raises(SettingInvalid, match="LINK_KEYS"):
            read_links(Environment({**LINKS, "LINK_KEYS": keys}))


@pytest.mark.parametrize("name", LINKS)
def test_who_makes_links_says_what_is_missing(name):
    with pytest.raises(SettingMissing, match=name):
        read_links(Environment({key: value for key, value in LINKS.items() if key != name}))


def test_the_pace_of_a_provider_can_be_set_and_taken_off():
    assert read_sms(Environment({**SMS, "SMSAPI_PER_SECOND": "0"})).per_second == 0
    assert read_email(Environment({**MAIL, "SMTP_PER_SECOND": "2.5"})).per_second == 2.5
    with pytest.raises(SettingInvalid, match="SMSAPI_PER_SECOND"):
        read_sms(Environment({**SMS, "SMSAPI_PER_SECOND": "-1"}))


def test_passwords_do_not_show():
    assert "secret" not in repr(read_sms(Environment(SMS)))
    assert "secret" not in repr(read_email(Environment(MAIL)))
    assert "secret" not in repr(read_links(Environment(LINKS)))


def test_the_dispatcher_has_defaults():
    chosen = read_dispatcher(Environment({}))
    assert chosen.batch <= chosen.at_most_under_way


def test_patients_are_asked_for_answers_only_where_somebody_said_so():
    assert not takes_replies(Environment({}))
    assert takes_replies(Environment({"SMSAPI_REPLIES": "yes"}))
    with pytest.raises(SettingInvalid, match="SMSAPI_REPLIES"):
        takes_replies(Environment({"SMSAPI_REPLIES": "true"}))
