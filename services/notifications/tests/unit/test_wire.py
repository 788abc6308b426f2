"""The golden examples of the neighbours become our copies, whatever a newer sender adds; our answers fit the contract."""

from __future__ import annotations

import json
from datetime import time
from importlib.resources import files
from uuid import UUID

import pytest
from contracts.base import Envelope
from contracts.notifications.rpc import ListMessages
from contracts.registry import EVENTS
from notifications.adapters import wire, wire_messages
from notifications.application.look_up import Page
from notifications.application.ports import Entry
from notifications.domain.account_letter import LetterKind
from notifications.domain.message import Letter, Reason, State
from notifications.domain.patient import Card
from notifications.domain.practice import QuietHours
from notifications.domain.refusals import ValidationFailed
from notifications.domain.visit import VisitStatus

from services.notifications.tests.factories import a_case, a_line, a_patient, local


def golden(event_type, **more):
    text = files("contracts").joinpath("golden", "events", f"{event_type}.json").read_text(encoding="utf-8")
    content = json.loads(text)
    content["data"].update(more)
    return Envelope[EVENTS[event_type]].model_validate({**content, **more})


@pytest.mark.parametrize("more", [{}, {"added_later": 1}])
def test_a_practice_is_taken(more):
    practice = wire.practice_from(golden("practice_changed.v1", **more))
    assert (practice.name, practice.phone, practice.version) == ("Gabinet Uśmiech", "+48221234567", 2)
    assert (practice.reminder_hour, practice.quiet_hours) == (time(10), QuietHours(time(21), time(8)))
    assert practice.sms
    assert practice.email


@pytest.mark.parametrize("more", [{}, {"added_later": 1}])
@pytest.mark.parametrize("event_type", ["patient_added.v1", "patient_changed.v1"])
def test_a_patient_is_taken(event_type, more):
    patient = wire.patient_from(golden(event_type, **more))
    assert patient.last_name == "Gęślą"
    assert patient.phone.startswith("+48501700")
    assert patient.sms_consent
    assert patient.email_consent


@pytest.mark.parametrize("more", [{}, {"added_later": 1}])
@pytest.mark.parametrize(
    ("event_type", "version", "status"),
    [
        ("visit_booked.v1", 1, VisitStatus.PLANNED),
        ("visit_moved.v1", 2, VisitStatus.PLANNED),
        ("visit_status_changed.v1", 3, VisitStatus.CONFIRMED),
        ("visit_cancelled.v1", 4, VisitStatus.CANCELLED),
    ],
)
def test_a_visit_is_taken(event_type, version, status, more):
    visit = wire.visit_from(golden(event_type, **more))
    assert (visit.version, visit.status, visit.trace_id) == (version, status, "4bf92f3577b34da6a3ce929d0e0e4736")
    assert visit.starts_at.utcoffset().total_seconds() == 0
    assert visit.ends_at > visit.starts_at


@pytest.mark.parametrize("event_type", ["patient_erased.v1", "patient_merged.v1"])
def test_a_card_that_is_no_more_is_taken(event_type):
    envelope = golden(event_type)
    assert wire.card_from(envelope) == Card(envelope.data.patient_id, envelope.practice_id, envelope.version)


@pytest.mark.parametrize("more", [{}, {"added_later": 1}])
@pytest.mark.parametrize(
    ("event_type", "kind", "expires_at"),
    [
        ("email_confirmation_requested.v1", LetterKind.EMAIL_CONFIRMATION, "2026-11-30T10:00:00+00:00"),
        ("password_reset_requested.v1", LetterKind.PASSWORD_RESET, "2026-11-23T11:00:00+00:00"),
        ("person_invited.v1", LetterKind.INVITATION, "2026-11-30T10:00:00+00:00"),
        ("password_changed.v1", LetterKind.PASSWORD_CHANGED, "2026-11-30T10:00:00+00:00"),
    ],
)
def test_a_letter_is_taken(event_type, kind, expires_at, more):
    letter = wire.letter_from(golden(event_type, **more))
    assert (letter.kind, letter.state, letter.expires_at.isoformat()) == (kind, State.PLANNED, expires_at)
    assert letter.id == UUID("019ab1c2-0000-7000-8000-0000000000e9")
    assert letter.practice_id == UUID("019ab1c2-0000-7000-8000-00000000000a")
    assert letter.due_at.isoformat() == "2026-11-23T10:00:00+00:00"
    assert letter.contents.token == (None if kind is LetterKind.PASSWORD_CHANGED else "opaque-link")
    assert (letter.contents.practice_name, letter.contents.language) == ("Gabinet Uśmiech", "pl")
    assert (letter.contents.at is not None) == (kind is LetterKind.PASSWORD_CHANGED)


def test_an_invitation_brings_who_invites_whom_as_what():
    said = wire.letter_from(golden("person_invited.v1")).contents
    assert (said.to, said.first_name, said.role, said.invited_by) == ("ewa@example.com", None, "dentist", "Anna Nowak")


def entry(state, letter=None, **line):
    return Entry(a_case(line=a_line(state=state, **line), letter=letter), None, None)


def test_a_message_in_a_senders_hands_is_shown_as_queued():
    assert wire_messages.message_to(entry(State.SENDING)).state == "queued"
    assert State.SENDING in wire_messages.wanted_from(ListMessages(state="queued")).states


def test_a_sent_message_shows_the_address_it_went_to_and_not_the_present_one():
    shown = wire_messages.message_to(entry(State.SENT, Letter(to="+48600000000", subject=None, text="Jutro")))
    assert (shown.to, shown.text) == ("+48600000000", "Jutro")


def test_a_skipped_message_shows_why_and_no_text():
    case = a_case(line=a_line(state=State.SKIPPED, reason=Reason.NO_PHONE), patient=a_patient(phone=None))
    shown = wire_messages.message_to(Entry(case, None, None))
    assert (shown.state, shown.reason, shown.to, shown.text) == ("skipped", "no_phone", None, None)


def test_a_cursor_leads_to_what_is_behind_the_last_one_shown():
    page = Page([entry(State.PLANNED, id=UUID(int=5)), entry(State.PLANNED, id=UUID(int=3))], more=True)
    cursor = wire_messages.messages_to(page).next_cursor
    assert wire_messages.wanted_from(ListMessages(cursor=cursor)).after == UUID(int=3)


@pytest.mark.parametrize("cursor", ["", "x", "żółw", "AAAA", "A" * 23])
def test_a_cursor_that_is_none_is_refused_by_its_field(cursor):
    with pytest.raises(ValidationFailed) as caught:
        wire_messages.wanted_from(ListMessages(cursor=cursor))
    assert (caught.value.code, caught.value.errors) == ("validation_failed", [("cursor", "invalid", {})])


def test_times_are_told_in_the_practices_zone():
    shown = wire_messages.message_to(entry(State.PLANNED)).model_dump(mode="json")
    assert shown["send_at"] == "2026-11-23T10:00:00+01:00"
    assert local("2026-11-23 10:00") == wire_messages.message_to(entry(State.PLANNED)).send_at
