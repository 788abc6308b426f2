"""Sheets of paper: A4 in letters that know Polish, with the practice's head and numbered pages.

What stands here knows PDF and nothing of patients; ``patient_pdf`` says what is on the sheets.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from fpdf import FPDF, FontFace, ViewerPreferences, XPos, YPos

from gateway.web.bundles import DIST, NotBuilt

# They name the letters that a font lacks: letters of somebody's card, which do not belong into a log.
for _library in ("fpdf", "fontTools"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)

_FONT = "DejaVu"
_MARGIN = 18
_FOOT = 14
_SMALL, _TEXT, _HEADING, _TITLE = 8, 10, 12, 18
_LINE = 5.2
_LABEL_WIDTH = 42
_NOTHING = "\N{EN DASH}"
_INK, _SOFT, _RULE = 17, 90, 200
"""Shades of grey: text, labels, lines."""


@dataclass(frozen=True)
class Head:
    """Whose paper it is: the practice's name, and its address and phone in one line."""

    name: str
    about: str


class Sheets(FPDF):
    """One document. ``made_at`` is on the practice's wall clock."""

    def __init__(self, head: Head, title: str, *, language: str, made_at: datetime) -> None:
        super().__init__(format="A4")
        self._head = head
        self._title = title
        self._made_at = made_at
        for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            path = DIST / file
            if not path.exists():
                raise NotBuilt("run npm ci and npm run build in services/gateway")
            self.add_font(_FONT, style, path)
        self.set_title(title)
        self.set_lang(language)
        self.set_author(head.name)
        self.set_creator("Dentoro")
        self.set_creation_date(made_at)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN + _FOOT)
        self.add_page()

    # On every page

    def header(self) -> None:
        self._letters("B", _TEXT)
        self._write(self._head.name)
        self._letters("", _SMALL, _SOFT)
        if self._head.about:
            self._write(self._head.about, 4)
        self.set_draw_color(_RULE)
        self.ln(2)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(6)

    def footer(self) -> None:
        self.set_y(-_MARGIN)
        self._letters("", _SMALL, _SOFT)
        half = self.epw / 2
        made = _("Made on %(day)s at %(hour)s", day=f"{self._made_at:%d.%m.%Y}", hour=f"{self._made_at:%H:%M}")
        self.cell(half, 4, made)
        self.cell(half, 4, _("Page %(page)s of %(pages)s", page=self.page_no(), pages="{nb}"), align="R")

    # What a document is made of

    def named(self, text: str) -> None:
        """Whom or what it is about, over the title."""
        self._letters("B", _TITLE)
        self._write(text, 9)
        self._letters("", _TEXT, _SOFT)
        self._write(self._title)
        self.ln(2)

    def heading(self, text: str) -> None:
        """Begins a part; never alone at the foot of a page."""
        if self.will_page_break(_LINE * 4):
            self.add_page()
        self.ln(3)
        self._letters("B", _HEADING)
        self._write(text, 7)
        self.start_section(text)

    def facts(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Labels with what stands beside them."""
        for label, text in pairs:
            self._letters("", _TEXT, _SOFT)
            self.cell(_LABEL_WIDTH, _LINE, label)
            self._letters("", _TEXT)
            self._write(text or _NOTHING)

    def paragraph(self, text: str) -> None:
        self._letters("", _TEXT)
        self._write(text)

    def quoted(self, text: str) -> None:
        """Somebody's own words, set in."""
        self.set_left_margin(_MARGIN + 6)
        self._letters("", _SMALL + 1, _SOFT)
        self._write(text, 4.6)
        self.set_left_margin(_MARGIN)
        self.set_x(_MARGIN)
        self.ln(1.5)

    def boxed(self, label: str, text: str) -> None:
        """What must not be overlooked."""
        self.ln(2)
        self._letters("", _TEXT)
        self.set_draw_color(_INK)
        self.multi_cell(0, _LINE + 0.6, f"{label}: {text}", border=1, padding=2, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(3)

    def rows(self, heads: Sequence[str], widths: Sequence[int], lines: Iterable[Sequence[str]]) -> None:
        """A table; its heads stand on every page it reaches."""
        self._letters("", _SMALL + 1)
        self.set_draw_color(_RULE)
        bold = FontFace(emphasis="BOLD", color=_SOFT)
        with self.table(
            borders_layout="HORIZONTAL_LINES",
            col_widths=tuple(widths),
            headings_style=bold,
            line_height=_LINE,
            text_align="LEFT",
            padding=(0.8, 1, 0.8, 0),
        ) as table:
            for line in (heads, *lines):
                row = table.row()
                for cell in line:
                    row.cell(cell)
        self.ln(1)

    def done(self) -> bytes:
        return bytes(self.output())

    def _letters(self, style: str, size: float, shade: int = _INK) -> None:
        self.set_font(_FONT, style, size)
        self.set_text_color(shade)

    def _write(self, text: str, height: float = _LINE) -> None:
        self.multi_cell(0, height, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
