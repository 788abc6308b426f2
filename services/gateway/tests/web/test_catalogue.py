import re

import pytest
from gateway.web.catalogues import extract, polish

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def wanted():
    return {message.id for message in extract() if message.id}


@pytest.fixture(scope="module")
def catalogue():
    return polish()


def _texts(message):
    return message if isinstance(message, (list, tuple)) else [message]


def test_code_and_templates_have_sentences_to_translate(wanted):
    assert len(wanted) > 200
    assert "NEW VISIT" in wanted
    assert "That time is already taken." in wanted, "the errors' sentences are found too"


def test_every_sentence_is_polish(wanted, catalogue):
    missing = [each for each in wanted if not catalogue.get(each) or not all(_texts(catalogue.get(each).string))]
    assert missing == [], "run python -m gateway.web.catalogues and translate what is empty"


def test_the_catalogue_holds_nothing_that_nobody_says(wanted, catalogue):
    assert [message.id for message in catalogue if message.id and message.id not in wanted] == []


def test_plurals_have_three_polish_forms(catalogue):
    plurals = [message for message in catalogue if message.pluralizable]
    assert plurals
    assert {len(message.string) for message in plurals} == {3}


def test_translations_keep_their_placeholders(catalogue):
    assert [message.id for message in catalogue if message.id and not _keeps_its_placeholders(message)] == []


def _keeps_its_placeholders(message):
    wanted = {name for text in _texts(message.id) for name in PLACEHOLDER.findall(text)}
    return all(set(PLACEHOLDER.findall(text)) == wanted for text in _texts(message.string))


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
