import re

import pytest
from gateway.web.catalogues import extract, polish

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
WANTED = {message.id: message for message in extract() if message.id}


def _texts(message):
    return message if isinstance(message, (list, tuple)) else [message]


def test_code_and_templates_have_sentences_to_translate():
    assert len(WANTED) > 200
    assert "NEW VISIT" in WANTED
    assert "That time is already taken." in WANTED, "the errors' sentences are found too"


def test_every_sentence_is_polish():
    catalogue = polish()
    missing = [
        wanted for wanted in WANTED if not catalogue.get(wanted) or not all(_texts(catalogue.get(wanted).string))
    ]
    assert missing == [], "run python -m gateway.web.catalogues and translate what is empty"


def test_the_catalogue_holds_nothing_that_nobody_says():
    assert [message.id for message in polish() if message.id and message.id not in WANTED] == []


def test_plurals_have_three_polish_forms():
    plurals = [message for message in polish() if message.pluralizable]
    assert plurals
    assert {len(message.string) for message in plurals} == {3}


@pytest.mark.parametrize("message", [m for m in polish() if m.id], ids=lambda m: str(m.id)[:40])
def test_translations_keep_their_placeholders(message):
    wanted = {name for text in _texts(message.id) for name in PLACEHOLDER.findall(text)}
    for text in _texts(message.string):
        assert set(PLACEHOLDER.findall(text)) == wanted


def test_polish_counts_as_poles_do(app):
    with app.test_request_context("/"):
        from flask_babel import ngettext

        said = [ngettext("%(num)d patient found", "%(num)d patients found", n) for n in (1, 2, 5, 22)]
    assert said == [
        "Znaleziono 1 pacjenta",
        "Znaleziono 2 pacjentów",
        "Znaleziono 5 pacjentów",
        "Znaleziono 22 pacjentów",
    ]
