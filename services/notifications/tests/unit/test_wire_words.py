"""Templates and previews on the wire."""

from __future__ import annotations

import pytest
from contracts import golden
from contracts.notifications import rpc
from notifications.adapters import wire_words
from notifications.adapters.patient_links import PatientLinks
from notifications.adapters.wording import Templates
from notifications.application.choose_words import invented, preview, read_words
from notifications.domain.channel import Channel
from notifications.domain.message import Kind
from notifications.domain.words import PLACEHOLDERS, Language, Words

from services.notifications.tests.factories import NOW, a_practice
from services.notifications.tests.fake_front_desk import FakeFrontDesk

TEXTS = Templates(PatientLinks("https://dentoro.example", ["a-key-that-signs-links-to-patients"]))


def test_every_placeholder_is_offered_with_an_example_and_what_it_is_for():
    example = invented(Kind.REMINDER, Channel.SMS, a_practice(), Words(), NOW)
    told = wire_words.templates_to(read_words(FakeFrontDesk(), TEXTS), TEXTS.words(example, NOW))
    assert {one.name for one in told.placeholders} == PLACEHOLDERS[Kind.REMINDER]
    assert {one.name for one in told.placeholders if "written" in one.kinds} == PLACEHOLDERS[Kind.WRITTEN]
    assert all(one.example for one in told.placeholders)
    by_name = {one.name: one.example for one in told.placeholders}
    assert (by_name["practice_name"], by_name["visit_hour"]) == ("Gabinet Uśmiech", "10:00")
    assert (by_name["visit_relative_day"], by_name["visit_date"]) == ("Jutro", "sob. 21.11")
    assert by_name["link"].startswith("https://dentoro.example/v/")


@pytest.mark.parametrize("name", ["change_template", "preview_template"])
def test_the_golden_requests_are_taken(name):
    request = getattr(rpc, name).request.model_validate(golden.request(f"notifications.{name}"))
    template = wire_words.template_from(request)
    assert (template.kind, template.channel, template.language) == (Kind.REMINDER, Channel.SMS, Language.PL)
    assert template.subject is None
    assert template.text.startswith("{{ visit_relative_day }}")


def test_an_empty_subject_is_none_and_an_sms_has_none():
    asked = {"kind": "reminder", "language": "pl", "text": " a\r\nb "}
    mail = wire_words.template_from(rpc.PreviewTemplate(channel="email", subject=" ", **asked))
    assert (mail.subject, mail.text) == (None, "a\nb")
    assert wire_words.template_from(rpc.PreviewTemplate(channel="sms", subject="x", **asked)).subject is None


def test_a_preview_of_an_sms_has_parts_and_no_page_and_that_of_a_mail_the_reverse():
    desk = FakeFrontDesk()
    for channel, subject in ((Channel.SMS, None), (Channel.EMAIL, "Wizyta")):
        asked = rpc.PreviewTemplate(kind="written", channel=channel.value, language="pl", subject=subject, text="Ą?")
        template = wire_words.template_from(asked)
        shown = wire_words.preview_to(preview(desk, TEXTS, template, without_polish_letters=True), channel)
        assert (shown.parts is None, shown.html is None) == (channel is Channel.EMAIL, channel is Channel.SMS)
        assert (shown.problems, shown.added) == ([], ["practice_name", "practice_phone"])
    assert shown.subject == "Wizyta"


def test_a_preview_of_what_cannot_be_sent_names_the_problem_alone():
    asked = rpc.PreviewTemplate(kind="reminder", channel="sms", language="en", text="{{ x }}")
    found = preview(FakeFrontDesk(), TEXTS, wire_words.template_from(asked), without_polish_letters=None)
    shown = wire_words.preview_to(found, Channel.SMS)
    assert [(one.field, one.code, one.name) for one in shown.problems] == [("text", "unknown_placeholder", "x")]
    assert (shown.text, shown.parts, shown.characters) == (None, None, 0)
