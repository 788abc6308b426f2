"""Polish first, English on request; and catalogues that are read from .po at the start, with nothing to compile."""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from contracts.accounts.rpc import Language
from flask import Flask, request
from flask_babel import Babel, Domain, get_locale

LANGUAGES = ("pl", "en")
COOKIE = "dentoro_language"
OF_PATIENTS = ("/b/", "/v/", "/o/")
"""Where the pages are that patients open without an account."""
CATALOGUES = Path(__file__).parent / "i18n"


def set_up(app: Flask) -> None:
    """Let the application's Babel take its sentences from our catalogues, and its language from ``chosen``."""
    configuration = app.extensions["babel"]
    configuration.instance = _Catalogues()
    preferred = configuration.locale_selector
    configuration.locale_selector = lambda: preferred() if request.path.startswith("/api/") else chosen()
    catalogue("pl")


def chosen() -> str:
    """The language of the pages: what the person switched to in this browser, Polish before that.

    On pages for patients the address may say it (a frame on another site keeps no cookie of ours), and who has
    switched nothing sees what their browser prefers.
    """
    wanted = request.cookies.get(COOKIE)
    if request.path.startswith(OF_PATIENTS):
        wanted = next((one for one in (request.args.get("lang"), wanted, _preferred()) if one in LANGUAGES), None)
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def _preferred() -> str | None:
    return request.accept_languages.best_match(LANGUAGES)


def of_letters() -> Language:
    """The language of a letter that is asked for on this page."""
    return "en" if chosen() == "en" else "pl"


@functools.cache
def catalogue(locale: str) -> NullTranslations:
    """The sentences of one language. English is what the code itself says."""
    path = CATALOGUES / locale / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        parsed = read_po(file, locale)
    compiled = io.BytesIO()
    write_mo(compiled, parsed)
    compiled.seek(0)
    return Translations(compiled)


class _Domain(Domain):
    def get_translations(self) -> NullTranslations:
        return catalogue(getattr(get_locale(), "language", LANGUAGES[0]))


class _Catalogues(Babel):
    _domain = _Domain()

    def __init__(self) -> None:
        super().__init__(configure_jinja=False)

    @property
    def domain_instance(self) -> Any:
        return self._domain
