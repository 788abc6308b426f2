"""A code goes out at once, once, in few words, and not after it has expired."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from contracts import golden
from contracts.base import Envelope
from contracts.scheduling.events import BookingCodeRequestedV1
from notifications.adapters import wire
from notifications.adapters.code_wording import CodeTemplates
from notifications.application.send_message import Outcome, SendMessage
from notifications.application.take_letter import TakeLetter
from notifications.domain.booking_code import CodeCase, impatient
from notifications.domain.channel import Channel
from notifications.domain.message import Reason, State
from notifications.domain.sending import NotNow, Patience
from notifications.domain.sms_parts import count_parts
from notifications.domain.words import Language

from services.notifications.tests.factories import NOW, HandClock, a_practice, local
from services.notifications.tests.fake_codes import CODE_ID, MAILBOX, PHONE, SECRET, MemoryCodes, a_code, code_contents
from services.notifications.tests.fakes import Killed, Provider

SECONDS = [timedelta(seconds=5), timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=15)]
PATIENCE = impatient(Patience(timedelta(seconds=20), SECONDS))


class PostOffice:
    def __init__(self, *answers, now=NOW, practice=None, **provider):
        self.codes, self.clock, self.provider = MemoryCodes(practice), HandClock(now), Provider(*answers, **provider)
        self.take = TakeLetter(self.codes.open_post, self.clock)
        self.send = SendMessage(self.codes.open_desk, self.provider, CodeTemplates(), self.clock, PATIENCE)

    @property
    def code(self):
        return self.codes.kept[CODE_ID]

    def dispatched(self):
        """As the dispatcher does when it is due or a lease has ended; the sender then gets its id."""
        assert self.code.due_at is not None
        self.clock.now = max(self.clock.now, self.code.due_at)
        self.codes.kept[CODE_ID] = replace(self.code, state=State.QUEUED, due_at=self.clock.now + timedelta(seconds=30))
        return self.send(CODE_ID)


@pytest.mark.parametrize("now", [local("2026-11-20 23:30"), local("2026-11-22 04:00")])
@pytest.mark.parametrize("practice", [None, a_practice(sms=False, email=False)])
def test_it_goes_out_at_night_and_whatever_the_practices_switches_say(now, practice):
    office = PostOffice(now=now, practice=practice)
    assert office.take(uuid4(), a_code(due_at=now, expires_at=now + timedelta(minutes=10)))
    assert office.dispatched() is Outcome.SENT
    assert SECRET in office.provider.accepted[CODE_ID].text
    assert (office.code.state, office.code.contents) == (State.SENT, None)


def test_the_same_event_and_another_event_about_the_same_code_add_none():
    office, event_id = PostOffice(), uuid4()
    assert office.take(event_id, a_code())
    office.dispatched()
    assert not office.take(event_id, a_code())
    assert not office.take(uuid4(), a_code())
    assert office.send(CODE_ID) is Outcome.NOT_OURS
    assert len(office.provider.accepted) == 1


def test_it_is_tried_every_half_minute_at_least_until_it_expires():
    office = PostOffice(*[NotNow(maybe_accepted=False)] * 50)
    office.take(uuid4(), a_code())
    waits = []
    while office.code.due_at is not None:
        before = office.clock.now = max(office.clock.now, office.code.due_at)
        office.dispatched()
        waits += [office.code.due_at - before] if office.code.due_at else []
    assert waits[:2] == SECONDS[:2]
    assert max(waits) == timedelta(seconds=30)
    assert timedelta(0) <= a_code().expires_at - office.clock.now < timedelta(seconds=30)
    assert (office.code.state, office.code.reason) == (State.FAILED, Reason.PROVIDER_UNAVAILABLE)
    assert office.code.contents is None


def test_one_that_has_expired_is_written_down_without_its_code_and_not_sent():
    office = PostOffice(now=NOW + timedelta(minutes=11))
    assert office.take(uuid4(), a_code())
    assert (office.code.state, office.code.reason, office.code.contents) == (State.SKIPPED, Reason.TOO_LATE, None)
    assert office.code.due_at is None


def test_killed_after_the_provider_took_it_it_goes_again_under_the_same_key():
    office = PostOffice(die_after_accepting=True)
    office.take(uuid4(), a_code())
    with pytest.raises(Killed):
        office.dispatched()
    assert office.dispatched() is Outcome.ALREADY_SENT
    assert list(office.provider.accepted) == [CODE_ID]


def read(channel=Channel.SMS, language=Language.PL, practice=None, as_of=NOW, **case):
    line = a_code(channel=channel, contents=code_contents(channel, language))
    return CodeTemplates().letter(CodeCase(line, practice, **case), as_of)


def test_the_sms_begins_with_the_code_and_says_whose_it_is_and_how_long_it_is_good():
    letter = read(practice=a_practice())
    assert letter.to == PHONE
    assert letter.text == "Kod: 407193. Rezerwacja wizyty: Gabinet Usmiech. Kod jest wazny 10 min."
    kept = read(practice=a_practice(), without_polish_letters=False)
    assert kept.text == "Kod: 407193. Rezerwacja wizyty: Gabinet Uśmiech. Kod jest ważny 10 min."
    english = read(language=Language.EN, practice=a_practice())
    assert english.text == "Code: 407193. Booking an appointment: Gabinet Usmiech. The code is good for 10 min."


def test_it_goes_out_without_the_name_of_a_practice_that_is_not_known_yet():
    assert read().text == "Kod: 407193. Rezerwacja wizyty. Kod jest wazny 10 min."
    assert read(Channel.EMAIL).sender == "Dentoro"


@pytest.mark.parametrize("language", list(Language))
def test_it_is_one_sms_for_a_practice_with_the_longest_name(language):
    assert count_parts(read(language=language, practice=a_practice(name="Gabinet " * 40)).text).parts == 1


@pytest.mark.parametrize(("late", "said"), [(timedelta(minutes=3), "7 min"), (timedelta(minutes=10), "1 min")])
def test_after_a_delay_it_says_how_long_is_left(late, said):
    assert f"wazny {said}." in read(as_of=NOW + late).text


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("practice", [None, a_practice(name="A&B <b>x</b>\r\nBcc: all@example.com")])
def test_the_mail_has_the_code_in_its_text_and_page_and_not_in_its_subject(language, practice):
    letter = read(Channel.EMAIL, language, practice)
    assert letter.to == MAILBOX
    assert SECRET in letter.text.splitlines(), "alone in its line, to be copied"
    assert f"<strong>{SECRET}</strong>" in letter.html
    assert SECRET not in letter.subject, "a locked phone shows subjects"
    assert "\n" not in letter.subject
    assert "<b>" not in letter.html
    for words in (letter.subject, letter.text, letter.html):
        assert "{" not in words
        assert "None" not in words
    assert "\n\n\n" not in letter.text


def test_nothing_of_it_shows_itself_in_a_log():
    shown = repr(a_code()) + repr(read(practice=a_practice()))
    for private in (SECRET, PHONE, "501700100"):
        assert private not in shown


def test_the_golden_event_becomes_a_code_that_is_due_since_it_was_asked_for():
    told = Envelope[BookingCodeRequestedV1].model_validate(golden.event("booking_code_requested.v1"))
    code = wire.code_from(told)
    assert (code.id, code.channel, code.practice_id) == (told.data.code_id, Channel.SMS, told.practice_id)
    assert (code.due_at, code.last_moment) == (told.occurred_at, told.data.expires_at)
    assert (code.contents.to, code.contents.code) == (told.data.to, told.data.code)
