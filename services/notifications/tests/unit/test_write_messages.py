"""Writing to one patient or many: who gets what, and who does not and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from notifications.adapters.wording import Templates
from notifications.application.resend_message import resend_message
from notifications.application.write_messages import check_messages, stop_batch, write_messages
from notifications.domain.batch import Draft, LeftOut
from notifications.domain.channel import Channel
from notifications.domain.message import Reason, State
from notifications.domain.refusals import (
    ChannelOff,
    MessageNotResendable,
    NoRecipients,
    NotFound,
    PracticeNotReady,
    ValidationFailed,
)

from services.notifications.tests.factories import NOW, TRACE, a_patient, a_practice, local
from services.notifications.tests.fake_front_desk import ACTOR, FakeFrontDesk

TEXTS = Templates()
ANNA, JAN, EWA = (UUID(int=number) for number in (0xD1, 0xD2, 0xD3))


def anna(**changes):
    return a_patient(
        **{"id": ANNA, "first_name": "Anna", "phone": "+48501700101", "email": "anna@example.com"} | changes
    )


def jan(**changes):
    return a_patient(**{"id": JAN, "first_name": "Jan", "phone": "+48501700102", "email": "jan@example.com"} | changes)


def to(*ids, text="Dzień dobry, {{ patient_first_name }}!", channel=Channel.SMS, subject=None):
    return Draft(channel, ids, text, subject)


def texts_of(checked):
    return {one.patient.id: one.letter.text for one in checked.reach.recipients}


def test_each_patient_reads_their_own_name_and_who_writes():
    checked = check_messages(FakeFrontDesk(anna(), jan()), TEXTS, to(ANNA, JAN))
    signed = "\nGabinet Usmiech, tel. 22 123 45 67"
    assert texts_of(checked) == {ANNA: f"Dzien dobry, Anna!{signed}", JAN: f"Dzien dobry, Jan!{signed}"}
    assert (checked.reach.parts, checked.reach.left, checked.send_at) == (2, {}, NOW)


def test_looking_keeps_nothing_and_writing_plans_one_message_for_each():
    desk = FakeFrontDesk(anna(), jan())
    check_messages(desk, TEXTS, to(ANNA, JAN))
    assert (desk.kept_batches, desk.lines) == ({}, {})
    written = write_messages(desk, TEXTS, to(ANNA, JAN))
    [batch] = desk.kept_batches.values()
    assert (batch.id, batch.recipients, batch.actor_id) == (written.batch_id, 2, ACTOR)
    assert {line.patient_id for line in desk.lines.values()} == {ANNA, JAN}
    for line in desk.lines.values():
        assert (line.state, line.due_at, line.trace_id) == (State.PLANNED, NOW, TRACE)
        assert (line.batch_id, line.last_moment) == (batch.id, NOW + timedelta(days=1))


def test_an_id_that_comes_twice_and_a_joined_card_are_one_patient():
    desk = FakeFrontDesk(anna(), jan())
    desk.merged_into[EWA] = ANNA
    write_messages(desk, TEXTS, to(ANNA, JAN, ANNA, EWA, JAN))
    assert sorted(line.patient_id for line in desk.lines.values()) == [ANNA, JAN]


def test_those_who_get_nothing_are_counted_by_the_reason():
    others = [
        anna(),
        jan(sms_consent=False),
        a_patient(id=EWA, phone=None),
        a_patient(id=UUID(int=0xD4), erased=True),
    ]
    ids = [patient.id for patient in others]
    checked = check_messages(FakeFrontDesk(*others), TEXTS, to(*ids, UUID(int=0xD9)))
    assert set(texts_of(checked)) == {ANNA}
    assert checked.reach.left == {LeftOut.NO_CONSENT: 1, LeftOut.NO_PHONE: 1, LeftOut.UNKNOWN_PATIENT: 2}


def test_a_family_with_one_phone_is_told_once_what_is_the_same_for_all():
    desk = FakeFrontDesk(anna(), jan(phone="+48501700101"))
    same = check_messages(desk, TEXTS, to(ANNA, JAN, text="Jutro nieczynne."))
    assert (len(same.reach.recipients), same.reach.left) == (1, {LeftOut.SAME_MESSAGE: 1})
    each = check_messages(desk, TEXTS, to(ANNA, JAN))
    assert (len(each.reach.recipients), each.reach.left) == (2, {})


def test_an_email_without_subject_is_from_the_practice_and_has_no_parts():
    draft = to(ANNA, channel=Channel.EMAIL, text="Zapraszamy na przegląd.")
    checked = check_messages(FakeFrontDesk(anna()), TEXTS, draft)
    [one] = checked.reach.recipients
    assert (one.letter.to, one.letter.subject, one.parts) == ("anna@example.com", "Gabinet Uśmiech", None)
    assert one.letter.text == "Zapraszamy na przegląd.\n\nGabinet Uśmiech, tel. 22 123 45 67"
    assert checked.reach.parts is None


@pytest.mark.parametrize("work", [check_messages, write_messages])
def test_a_channel_that_is_switched_off_refuses_all_of_it(work):
    desk = FakeFrontDesk(anna(), practice=a_practice(sms=False))
    with pytest.raises(ChannelOff) as caught:
        work(desk, TEXTS, to(ANNA))
    assert (caught.value.code, caught.value.data) == ("channel_off", {"channel": "sms"})
    assert desk.lines == {}


def test_at_night_it_waits_for_the_morning():
    desk = FakeFrontDesk(anna(), now=local("2026-11-20 22:30"))
    assert write_messages(desk, TEXTS, to(ANNA)).send_at == local("2026-11-21 08:00")
    assert {line.due_at for line in desk.lines.values()} == {local("2026-11-21 08:00")}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Wizyta {{ visit_hour }}", "unknown_placeholder"),
        ("{{ 1 }}", "template_syntax"),
        ("", "required"),
        ("x" * 919, "too_long"),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused_by_its_field(text, code):
    with pytest.raises(ValidationFailed) as caught:
        write_messages(FakeFrontDesk(anna()), TEXTS, to(ANNA, text=text))
    assert [(field, found) for field, found, _ in caught.value.errors] == [("text", code)]


def test_nobody_known_nobody_reachable_and_a_practice_not_known_yet_are_three_refusals():
    desk = FakeFrontDesk(jan(sms_consent=False))
    with pytest.raises(NotFound):
        write_messages(desk, TEXTS, to(ANNA))
    assert check_messages(desk, TEXTS, to(JAN)).reach.recipients == []
    with pytest.raises(NoRecipients):
        write_messages(desk, TEXTS, to(JAN))
    desk.kept_practice = None
    with pytest.raises(PracticeNotReady):
        check_messages(desk, TEXTS, to(JAN))
    assert (desk.kept_batches, desk.lines) == ({}, {})


def test_stopping_cancels_what_is_not_out_and_leaves_the_rest():
    desk = FakeFrontDesk(anna(), jan())
    batch_id = write_messages(desk, TEXTS, to(ANNA, JAN)).batch_id
    out, waiting = desk.lines.values()
    desk.lines[out.id] = replace(out, state=State.SENT, due_at=None)
    for _ in range(2):
        assert stop_batch(desk, batch_id).counts == {State.SENT: 1, State.CANCELLED: 1}
    assert desk.lines[waiting.id].reason is Reason.STOPPED
    with pytest.raises(NotFound):
        stop_batch(desk, UUID(int=99))


def test_what_was_stopped_is_sent_again_under_another_key_and_until_tomorrow():
    desk = FakeFrontDesk(anna())
    write_messages(desk, TEXTS, to(ANNA))
    stop_batch(desk, next(iter(desk.kept_batches)))
    [line] = desk.lines.values()
    desk.now = NOW + timedelta(days=2)
    entry = resend_message(desk, TEXTS, line.id)
    again = desk.lines[line.id]
    assert (again.state, again.reason, again.due_at) == (State.PLANNED, None, desk.now)
    assert (again.last_moment, again.attempts) == (desk.now + timedelta(days=1), 0)
    assert again.key not in (again.id, line.key)
    assert (entry.case.letter.text[:11], entry.can_resend) == ("Dzien dobry", False)
    with pytest.raises(MessageNotResendable):
        resend_message(desk, TEXTS, line.id)
