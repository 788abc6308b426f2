"""The practice's own templates, its language, and what a text would look like."""

from __future__ import annotations

import pytest
from notifications.adapters.wording import Templates
from notifications.application.choose_words import change_settings, change_template, preview, read_words
from notifications.domain.channel import Channel
from notifications.domain.message import Kind
from notifications.domain.refusals import ValidationFailed, VersionConflict
from notifications.domain.words import Language, Template

from services.notifications.tests.factories import a_practice
from services.notifications.tests.fake_front_desk import FakeFrontDesk

TEXTS = Templates()
OWN = "{{ visit_date }}, {{ visit_hour }}: czekamy! {{ practice_name }}, {{ practice_phone }}"


def sms(text=OWN, **changes):
    values = {"kind": Kind.REMINDER, "channel": Channel.SMS, "language": Language.PL, "subject": None} | changes
    return Template(text=text, version=0, **values)


def mail(subject="Wizyta {{ visit_day }}", text="Zapraszamy.", **changes):
    return sms(text, **{"channel": Channel.EMAIL, "subject": subject} | changes)


def one(chosen, channel=Channel.SMS, language=Language.PL):
    [found] = [each for each in chosen.templates if (each.channel, each.language) == (channel, language)]
    return found


def change(desk, template, expected=None):
    return change_template(desk, TEXTS, template, expected_version=expected)


def test_ours_are_there_from_the_start_for_each_channel_and_language():
    chosen = read_words(FakeFrontDesk(), TEXTS)
    assert {(each.channel, each.language, each.version) for each in chosen.templates} == {
        (channel, language, 0) for channel in Channel for language in Language
    }
    for each in chosen.templates:
        assert TEXTS.problems(each.kind, each.channel, each.subject, each.text) == []
    assert (chosen.settings.language, chosen.settings.without_polish_letters) == (Language.PL, True)


def test_own_words_replace_ours_for_that_channel_and_language_alone():
    chosen = change(FakeFrontDesk(), sms())
    assert (one(chosen).text, one(chosen).version) == (OWN, 1)
    assert one(chosen, Channel.EMAIL).version == one(chosen, language=Language.EN).version == 0


@pytest.mark.parametrize("text", ["", "  ", Templates().ours(Channel.SMS, Language.PL)[1]])
def test_nothing_and_what_ours_says_bring_ours_back(text):
    desk = FakeFrontDesk()
    change(desk, sms())
    assert one(change(desk, sms(text))).version == 0
    assert desk.kept_templates == {}


def test_a_version_is_never_used_twice_so_that_nobody_overwrites_what_they_did_not_see():
    desk = FakeFrontDesk()
    first = one(change(desk, sms(), expected=0)).version
    change(desk, sms(""), expected=first)
    second = one(change(desk, sms("Inaczej: {{ visit_hour }}"), expected=0)).version
    assert second not in (0, first)
    with pytest.raises(VersionConflict) as caught:
        change(desk, sms(), expected=first)
    assert caught.value.data == {"current_version": second}


def test_saving_the_same_again_changes_no_version():
    desk = FakeFrontDesk()
    assert change(desk, sms()).settings.version == change(desk, sms()).settings.version == 1
    assert len(desk.noted) == 1


def test_the_trail_says_which_words_were_changed_from_what_to_what():
    desk = FakeFrontDesk()
    ours = TEXTS.ours(Channel.SMS, Language.PL)[1]
    change(desk, sms())
    change(desk, sms(""))
    change(desk, sms(""))
    which = [("channel", None, "sms"), ("language", None, "pl")]
    assert desk.noted == [
        ("template", None, [*which, ("text", ours, OWN)]),
        ("template", None, [*which, ("text", OWN, ours)]),
    ]
    change_settings(desk, TEXTS, language=Language.EN, without_polish_letters=None, expected_version=None)
    assert desk.noted[-1] == ("template", None, [("language", Language.PL, Language.EN)])


def test_settings_keep_what_is_left_out_and_know_their_version():
    desk = FakeFrontDesk()
    chosen = change_settings(desk, TEXTS, language=Language.EN, without_polish_letters=None, expected_version=0)
    assert (chosen.settings.language, chosen.settings.without_polish_letters) == (Language.EN, True)
    with pytest.raises(VersionConflict):
        change_settings(desk, TEXTS, language=None, without_polish_letters=False, expected_version=0)
    chosen = change_settings(desk, TEXTS, language=None, without_polish_letters=False, expected_version=1)
    assert (chosen.settings.language, chosen.settings.version) == (Language.EN, 2)


@pytest.mark.parametrize(
    ("template", "errors"),
    [
        (sms("{{ godzina }}"), [("text", "unknown_placeholder", {"name": "godzina"})]),
        (sms("{{ 1 }}"), [("text", "template_syntax", {})]),
        (sms("x" * 919), [("text", "too_long", {"max": 918})]),
        (mail(subject=None), [("subject", "required", {})]),
        (mail(subject="{{ x }}", text="{{ y }}"), [("subject", "unknown_placeholder", {"name": "x"}), ("text", "unknown_placeholder", {"name": "y"})]),
        (sms(kind=Kind.WRITTEN), [("kind", "invalid", {})]),
    ],
)  # fmt: skip
def test_words_that_cannot_be_sent_are_refused_field_by_field(template, errors):
    desk = FakeFrontDesk()
    with pytest.raises(ValidationFailed) as caught:
        change(desk, template)
    assert (caught.value.errors, desk.kept_templates) == (errors, {})


def test_a_preview_counts_the_parts_of_what_an_invented_patient_would_read():
    desk = FakeFrontDesk()
    shown = preview(
        desk, TEXTS, sms("{{ patient_first_name }}, czekamy o {{ visit_hour }}"), without_polish_letters=None
    )
    assert shown.said.text == "Jan, czekamy o 10:00\nGabinet Usmiech, tel. 22 123 45 67"
    assert shown.said.added == ["practice_name", "practice_phone"]
    assert (shown.parts.encoding, shown.parts.parts, shown.parts.left) == ("gsm7", 1, 160 - len(shown.said.text))
    shown = preview(desk, TEXTS, sms("Proszę przyjść o {{ visit_hour }}"), without_polish_letters=False)
    assert (shown.parts.encoding, shown.parts.left) == ("ucs2", 70 - len(shown.said.text))


def test_a_preview_of_a_mail_shows_its_page_ours_as_it_is_and_own_words_as_written():
    desk = FakeFrontDesk()
    ours = preview(desk, TEXTS, one(read_words(desk, TEXTS), Channel.EMAIL), without_polish_letters=None)
    assert "Przypomnienie o wizycie" in ours.said.html
    own = preview(desk, TEXTS, mail(text="Zapraszamy.\n\nDo zobaczenia"), without_polish_letters=None)
    assert "Przypomnienie o wizycie" not in own.said.html
    assert "Zapraszamy.</p>" in own.said.html
    assert own.parts is None


def test_a_preview_says_what_is_wrong_instead():
    shown = preview(FakeFrontDesk(), TEXTS, sms("{{ x }}"), without_polish_letters=None)
    assert (shown.said, [each.code for each in shown.problems]) == (None, ["unknown_placeholder"])


def test_what_is_written_by_hand_knows_no_visit():
    shown = preview(FakeFrontDesk(), TEXTS, sms("{{ visit_hour }}", kind=Kind.WRITTEN), without_polish_letters=None)
    assert [each.name for each in shown.problems] == ["visit_hour"]
    shown = preview(FakeFrontDesk(), TEXTS, mail(None, "Dobry", kind=Kind.WRITTEN), without_polish_letters=None)
    assert shown.said.subject == a_practice().name
