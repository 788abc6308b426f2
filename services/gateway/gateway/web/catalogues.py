"""What the screens and the errors say, gathered from code and templates.

``python -m gateway.web.catalogues`` brings ``i18n/pl/LC_MESSAGES/messages.po`` up to date: new sentences come in empty,
and a test fails until they are Polish.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from gateway.web.language import CATALOGUES

PACKAGE = Path(__file__).parents[1]
POLISH = CATALOGUES / "pl" / "LC_MESSAGES" / "messages.po"
_METHODS = [("web/templates/**.html", "jinja2"), ("web/assets/**", "ignore"), ("**.py", "python")]
_OPTIONS = {"web/templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
_KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
_UNSTABLE = tuple(
    f'"{name}:'
    for name in (
        "Project-Id-Version",
        "Report-Msgid-Bugs-To",
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
)


def extract() -> Catalog:
    """Every sentence that the code asks for, without translations."""
    catalog = Catalog(project="Dentoro", charset="utf-8")
    found = extract_from_dir(PACKAGE, _METHODS, _OPTIONS, keywords=_KEYWORDS)
    for name, _line, message, comments, context in found:
        catalog.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return catalog


def polish() -> Catalog:
    """The committed Polish catalogue."""
    if not POLISH.exists():
        return Catalog(locale="pl", project="Dentoro", charset="utf-8")
    with POLISH.open("rb") as file:
        return read_po(file, locale="pl")


def main() -> None:
    catalog = polish()
    catalog.update(extract(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    write(catalog)


def write(catalog: Catalog) -> None:
    """Keep the Polish catalogue: sorted, and without the header lines that would change with every update."""
    catalog.header_comment = "# Polish for the gateway's screens and errors."
    catalog.fuzzy = False
    written = io.BytesIO()
    write_po(written, catalog, width=110, sort_output=True, no_location=True)
    lines = written.getvalue().decode().splitlines(keepends=True)
    POLISH.write_text("".join(line for line in lines if not line.startswith(_UNSTABLE)))


if __name__ == "__main__":
    main()
