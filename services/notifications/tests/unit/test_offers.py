"""A patient who waits is told of a freed time once, at once, by one channel, and only while it is theirs to take."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from chassis.signing import Signer, TokenNotValid
from contracts import golden
from contracts.base import Envelope
from contracts.links import OFFER as OFFER_LINK
from contracts.links import read_offer_content
from contracts.scheduling.events import TimeOfferedV1
from notifications.adapters import wire
from notifications.adapters.patient_links import PatientLinks
from notifications.adapters.wording import Templates
from notifications.application.plan_reminders import PlanReminders
from notifications.application.send_message import Outcome, SendMessage
from notifications.domain.case import OfferCase
from notifications.domain.channel import Channel
from notifications.domain.message import Offered, Reason, State
from notifications.domain.patient import Card
from notifications.domain.resending import can_resend, resent
from notifications.domain.sending import NotNow, Rejected
from notifications.domain.sms_parts import count_parts
from notifications.domain.words import Language, Words

from services.notifications.tests.factories import (
    NOW,
    OFFER,
    PATIENCE,
    PATIENT,
    PRACTICE,
    STARTS,
    HandClock,
    Ids,
    a_patient,
    a_practice,
    an_offer,
    local,
)
from services.notifications.tests.fakes import Killed, Memory, Provider

KEY = "a-key-that-signs-links-to-patients"
TEMPLATES = Templates(PatientLinks("https://dentoro.pl", [KEY]))


class Practice:
    """From what it hears to the patient's phone."""

    def __init__(self, *facts, now=NOW, **provider):
        self.memory, self.clock, self.provider = Memory(), HandClock(now), Provider(**provider)
        self.plan = PlanReminders(self.memory.open_books, self.clock, Ids())
        self.send = SendMessage(
            self.memory.open_desk,
            self.provider,
            TEMPLATES,
            self.clock,
            PATIENCE,
            note_failure=self.plan.take_failure,
        )
        self.hear(*facts)

    def hear(self, *facts):
        takes = {"Practice": self.plan.take_practice, "Patient": self.plan.take_patient, "Offer": self.plan.take_offer}
        for fact in facts:
            takes[type(fact).__name__](uuid4(), fact)

    def end(self):
        return self.plan.take_offer_end(uuid4(), PRACTICE, OFFER)

    @property
    def lines(self):
        return {line.channel: (line.state, line.reason) for line in self.memory.ledger.values()}

    def dispatched(self, send=None):
        """As the dispatcher does with what is due; the sender then gets its id."""
        [line] = [one for one in self.memory.ledger.values() if one.due_at is not None]
        self.clock.now = max(self.clock.now, line.due_at)
        self.memory.ledger[line.id] = replace(line, state=State.QUEUED, due_at=self.clock.now + timedelta(seconds=30))
        return (send or self.send)(line.id)


@pytest.mark.parametrize(
    ("practice", "patient", "channel"),
    [
        ({}, {}, Channel.SMS),
        ({}, {"phone": None}, Channel.EMAIL),
        ({}, {"sms_consent": False}, Channel.EMAIL),
        ({"sms": False}, {}, Channel.EMAIL),
        ({"email": False}, {}, Channel.SMS),
    ],
)
def test_one_message_goes_at_once_by_sms_where_it_can_and_else_by_mail(practice, patient, channel):
    place = Practice(a_practice(**practice), a_patient(**patient), an_offer())
    [line] = place.memory.ledger.values()
    assert (line.channel, line.state, line.due_at) == (channel, State.PLANNED, NOW)
    assert place.dispatched() is Outcome.SENT
    assert len(place.provider.accepted) == 1


@pytest.mark.parametrize(
    ("practice", "patient", "line"),
    [
        ({}, {"phone": None, "email": None}, (Channel.SMS, Reason.NO_PHONE)),
        ({"sms": False}, {"email": None}, (Channel.EMAIL, Reason.NO_EMAIL)),
        ({}, {"sms_consent": False, "email_consent": False}, (Channel.SMS, Reason.NO_CONSENT)),
        ({"sms": False, "email": False}, {}, (Channel.SMS, Reason.CHANNEL_OFF)),
    ],
)
def test_who_cannot_be_told_has_one_line_that_says_why(practice, patient, line):
    place = Practice(a_practice(**practice), a_patient(**patient), an_offer())
    channel, reason = line
    assert place.lines == {channel: (State.SKIPPED, reason)}
    place.hear(a_patient(version=2), a_practice(version=2))
    assert place.dispatched() is Outcome.SENT, "what stood in the way is gone"


def test_a_channel_that_is_switched_off_before_it_went_gives_way_to_the_other():
    place = Practice(a_practice(), a_patient(), an_offer())
    place.hear(a_practice(version=2, sms=False))
    assert place.lines == {Channel.SMS: (State.CANCELLED, Reason.CHANNEL_OFF), Channel.EMAIL: (State.PLANNED, None)}
    place.dispatched()
    place.hear(a_practice(version=3))
    assert place.lines[Channel.SMS] == (State.CANCELLED, Reason.CHANNEL_OFF), "told already"


def test_an_sms_that_the_provider_refuses_is_followed_by_a_mail_and_one_of_unknown_fate_is_not():
    place = Practice(a_practice(), a_patient(), an_offer())
    place.provider.answers = [Rejected(Reason.INVALID_PHONE)]
    assert place.dispatched() is Outcome.FAILED
    assert place.lines == {Channel.SMS: (State.FAILED, Reason.INVALID_PHONE), Channel.EMAIL: (State.PLANNED, None)}
    assert place.dispatched() is Outcome.SENT
    place.hear(a_patient(version=2, phone="+48600700800"))
    assert place.lines[Channel.SMS] == (State.FAILED, Reason.INVALID_PHONE), "told already"
    unknown = Practice(a_practice(), a_patient(), an_offer())
    [line] = unknown.memory.ledger.values()
    unknown.memory.ledger[line.id] = replace(line, state=State.FAILED, reason=Reason.OUTCOME_UNKNOWN, due_at=None)
    unknown.plan.take_failure(line)
    assert unknown.lines == {Channel.SMS: (State.FAILED, Reason.OUTCOME_UNKNOWN)}


def test_a_sender_killed_after_it_wrote_down_the_refusal_leaves_the_mail_to_the_next():
    place = Practice(a_practice(), a_patient(), an_offer())
    [line] = place.memory.ledger.values()
    dying = replace(place.send, note_failure=lambda _line: sys.exit("killed"))
    place.provider.answers = [Rejected(Reason.INVALID_PHONE)]
    with pytest.raises(SystemExit):
        place.dispatched(dying)
    assert place.lines == {Channel.SMS: (State.FAILED, Reason.INVALID_PHONE)}
    assert [place.send(line.id), place.send(line.id)] == [Outcome.NOT_OURS] * 2, "it was not acked, so it comes again"
    assert place.lines == {Channel.SMS: (State.FAILED, Reason.INVALID_PHONE), Channel.EMAIL: (State.PLANNED, None)}


def test_who_has_no_mailbox_is_told_no_other_way():
    place = Practice(a_practice(), a_patient(email=None), an_offer())
    place.provider.answers = [Rejected(Reason.REJECTED_ADDRESS)]
    place.dispatched()
    assert place.lines == {Channel.SMS: (State.FAILED, Reason.REJECTED_ADDRESS)}


def test_an_offer_that_has_ended_is_not_sent_whichever_is_heard_of_first():
    told_late, told_early = Practice(a_practice(), a_patient(), an_offer()), Practice(a_practice(), a_patient())
    assert told_late.end() == 1
    assert told_late.lines == {Channel.SMS: (State.CANCELLED, Reason.OFFER_ENDED)}
    told_early.end()
    told_early.hear(an_offer(), a_patient(version=2))
    assert told_early.lines == {}
    assert told_late.end() == 0


def test_one_that_ends_while_it_is_queued_is_caught_by_the_last_look():
    place = Practice(a_practice(), a_patient(), an_offer())
    place.memory.ended_offers.add(OFFER)
    assert place.dispatched() is Outcome.WITHHELD
    assert place.lines == {Channel.SMS: (State.CANCELLED, Reason.OFFER_ENDED)}


def test_an_erased_patient_is_told_nothing():
    place = Practice(a_practice(), a_patient(), an_offer())
    place.plan.take_erasure(uuid4(), Card(PATIENT, PRACTICE, 5))
    assert place.lines == {Channel.SMS: (State.CANCELLED, Reason.PATIENT_ERASED)}
    place.hear(an_offer(id=uuid4()))
    assert len(place.lines) == 1


def test_it_is_tried_until_it_runs_out_and_never_after():
    place = Practice(a_practice(), a_patient(), an_offer())
    place.provider.answers = [NotNow(maybe_accepted=False)] * 100
    while any(line.due_at for line in place.memory.ledger.values()):
        place.dispatched()
    assert place.clock.now <= an_offer().expires_at
    assert place.lines == {Channel.SMS: (State.FAILED, Reason.PROVIDER_UNAVAILABLE)}
    late = Practice(a_practice(), a_patient(), an_offer(), now=an_offer().expires_at)
    assert late.lines == {}


def test_at_night_it_waits_for_the_morning_or_does_not_go_at_all():
    night = local("2026-11-20 22:00")
    place = Practice(a_practice(), a_patient(), an_offer(expires_at=local("2026-11-21 09:00")), now=night)
    [line] = place.memory.ledger.values()
    assert line.due_at == local("2026-11-21 08:00")
    short = Practice(a_practice(), a_patient(), an_offer(expires_at=night + timedelta(hours=1)), now=night)
    assert short.lines == {Channel.SMS: (State.SKIPPED, Reason.TOO_LATE)}


def test_killed_after_the_provider_took_it_it_goes_again_under_the_same_key():
    place = Practice(a_practice(), a_patient(), an_offer(), die_after_accepting=True)
    with pytest.raises(Killed):
        place.dispatched()
    assert place.dispatched() is Outcome.ALREADY_SENT
    assert len(place.provider.accepted) == 1


def test_one_that_failed_can_be_sent_again_by_hand_while_the_offer_lasts():
    place = Practice(a_practice(), a_patient(email=None), an_offer())
    place.provider.answers = [Rejected(Reason.REJECTED_BY_PROVIDER)]
    place.dispatched()
    [line] = place.memory.ledger.values()
    case = place.memory.case(line.id)
    assert can_resend(case, NOW)
    assert not can_resend(case, an_offer().expires_at + timedelta(seconds=1))
    assert not can_resend(replace(case, offer=an_offer(ended=True)), NOW)
    again = resent(case, NOW, key=uuid4(), trace_id="")
    assert (again.state, again.due_at, again.expires_at) == (State.PLANNED, NOW, line.expires_at)


# What the patient reads


def a_case(channel=Channel.SMS, practice=None, words=None, **offer):
    told = an_offer(**offer)
    line = Offered(
        id=uuid4(),
        practice_id=PRACTICE,
        channel=channel,
        patient_id=PATIENT,
        state=State.PLANNED,
        reason=None,
        send_at=NOW,
        due_at=NOW,
        trace_id="",
        offer_id=told.id,
        expires_at=told.expires_at,
    )
    return OfferCase(line, told, practice or a_practice(), a_patient(), None, words or Words())


def test_the_sms_says_when_where_and_until_when_and_links_to_the_offer():
    letter = TEMPLATES.letter(a_case(), NOW)
    said = re.fullmatch(
        r"Zwolnil sie termin: wt\. 24\.11 12:00, Gabinet Usmiech, tel\. 22 123 45 67\. Rezerwujemy do 12:30:"
        r" https://dentoro\.pl/o/([\w-]+)",
        letter.text,
    )
    assert letter.to == "+48501700100"
    just_before = STARTS - timedelta(seconds=1)
    assert read_offer_content(Signer(OFFER_LINK, [KEY]).read(said[1], just_before)) == OFFER
    with pytest.raises(TokenNotValid):
        Signer(OFFER_LINK, [KEY]).read(said[1], STARTS)
    kept = TEMPLATES.letter(a_case(words=Words(without_polish_letters=False)), NOW)
    assert kept.text.startswith("Wolny termin wt. 24.11 12:00: Gabinet Uśmiech"), "70 signs hold no more than the link"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", ["Gabinet Stomatologiczny dr Anny Kowalskiej", "Centrum " * 20])
def test_it_is_one_sms_with_the_phone_for_practices_with_long_names(language, name):
    letter = TEMPLATES.letter(a_case(practice=a_practice(name=name), words=Words(language)), NOW)
    assert count_parts(letter.text).parts == 1
    assert "22 123 45 67" in letter.text
    assert name[:15] in letter.text


def test_one_that_lasts_into_the_next_day_says_so():
    assert "Do sob. 21.11 09:00" in TEMPLATES.letter(a_case(expires_at=local("2026-11-21 09:00")), NOW).text


@pytest.mark.parametrize("language", list(Language))
def test_the_mail_has_the_time_the_service_and_buttons(language):
    practice = a_practice(name="A&B <b>x</b>\r\nBcc: all@example.com")
    letter = TEMPLATES.letter(a_case(Channel.EMAIL, practice, Words(language)), NOW)
    [link] = {*re.findall(r"https://dentoro\.pl/o/[\w-]+", letter.text)}
    assert letter.html.count(f'href="{link}"') == 2
    for words in (letter.text, letter.html):
        assert "12:00" in words
        assert "12:30" in words
        assert "Przegląd" in words
        assert "22 123 45 67" in words
    for words in (letter.subject, letter.text, letter.html):
        assert "{" not in words
        assert "None" not in words
    assert "\n\n\n" not in letter.text
    assert "<b>" not in letter.html


@pytest.mark.parametrize("channel", list(Channel))
def test_what_is_kept_and_shown_opens_nothing(channel):
    letter = TEMPLATES.letter(a_case(channel), NOW)
    shown = letter.without_secret()
    assert letter.secret in letter.text
    assert letter.secret not in shown.text + (shown.html or "")
    assert "https://dentoro.pl/o/…" in shown.text
    assert letter.secret not in repr(letter)


def test_the_golden_event_becomes_an_offer():
    told = Envelope[TimeOfferedV1].model_validate(golden.event("time_offered.v1"))
    offer = wire.offer_from(told)
    assert (offer.id, offer.patient_id, offer.practice_id) == (
        told.data.offer_id,
        told.data.patient_id,
        told.practice_id,
    )
    assert (offer.starts_at, offer.expires_at) == (told.data.starts_at, told.data.expires_at)
