"""The page that shows the phone and the mailbox."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from dev.sandbox import smsapi
from dev.sandbox.messages import Message
from dev.sandbox.phones import Phones, Reply

HTML = "text/html; charset=utf-8"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""A mail brings its own styles and nothing else: no scripts, nothing loaded; its links open in a new window."""
SHOWN = 100
"""So many of each channel stand on the page, the newest."""
ZONE = ZoneInfo("Europe/Warsaw")
WEEKDAYS = ("pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz.")
REPORTS = {
    "delivered": "doręczony",
    "undelivered": "niedoręczony",
    "expired": "niedoręczony, telefon był wyłączony",
    "rejected": "odrzucony przez operatora",
}
MONTHS = (
    "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca",
    "lipca", "sierpnia", "września", "października", "listopada", "grudnia",
)  # fmt: skip
_here = Path(__file__).parent
STATIC = {
    "/static/sandbox.css": ((_here / "static" / "sandbox.css").read_bytes(), "text/css; charset=utf-8"),
    "/static/sandbox.js": ((_here / "static" / "sandbox.js").read_bytes(), "text/javascript; charset=utf-8"),
    "/favicon.ico": ((_here / "static" / "icon.svg").read_bytes(), "image/svg+xml"),
}


@dataclass(frozen=True)
class Shown:
    """What the template takes, beside the messages themselves."""

    query: str
    mail: Message | None
    part: str

    def link(self, **changes: str) -> str:
        """The address of this page with some of its parameters changed."""
        now = {"q": self.query, "mail": str(self.mail.id) if self.mail else "", "czesc": self.part}
        return "/?" + urlencode({name: value for name, value in (now | changes).items() if value})


def search(messages: Iterable[Message], query: str) -> list[Message]:
    """Those whose number (in any spelling) or address holds the query; all for an empty one."""
    return [m for m in messages if _matches(m.to, query)]


def _matches(to: str, query: str) -> bool:
    wanted = query.strip().casefold()
    digits = re.sub(r"^(?:\+|00)", "", re.sub(r"[\s()-]", "", wanted))
    return wanted in to.casefold() or (to.startswith("+") and digits.isdigit() and digits in to)


def on_screen(sms: Sequence[Message], replies: Sequence[Reply]) -> list[Message | Reply]:
    """Both, the newest first."""
    return sorted(
        [*sms, *replies], key=lambda one: one.received_at if isinstance(one, Message) else one.at, reverse=True
    )


def change_of(sms: Sequence[Message], replies: Sequence[Reply]) -> str:
    """Differs when something on the phone does."""
    last = sms[0].id if sms else 0
    reports = sum(message.report is not None for message in sms)
    return f"{last} {sum(m.deliveries for m in sms)} {reports} {len(replies)} {[reply.taken for reply in replies]}"


def render(messages: list[Message], phones: Phones, query: Mapping[str, str], refresh: datetime) -> bytes:
    wanted = query.get("q", "")
    found = search(messages, wanted)
    sms = [m for m in reversed(found) if m.channel == "sms"]
    mails = [m for m in reversed(found) if m.channel == "email"]
    replies = [reply for reply in phones.replies() if _matches(reply.sender, wanted)]
    chosen = next((m for m in mails if str(m.id) == query.get("mail")), mails[0] if mails else None)
    part = query.get("czesc", "") if query.get("czesc") in ("tekst", "html") else ""
    return (
        _template("page.html")
        .render(
            sms=sms[:SHOWN],
            sms_total=len(sms),
            screen=on_screen(sms[:SHOWN], replies),
            change=f"{len(sms)} {change_of(sms[:SHOWN], replies)}",
            can_reply=phones.can_reply,
            mails=mails[:SHOWN],
            mails_total=len(mails),
            held=len(messages),
            shown=Shown(wanted, chosen if "mail" in query else None, part),
            mail=chosen,
            part=part or ("html" if chosen and chosen.html else "tekst"),
            today=refresh.astimezone(ZONE).date(),
        )
        .encode()
    )


def mail_html(message: Message) -> bytes:
    return ('<!doctype html><meta charset="utf-8"><base target="_blank">' + (message.html or "")).encode()


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("dev.sandbox"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(phone=phone, moment=moment, linked=linked, sms_parts=smsapi.parts, report=REPORTS.get)
    return environment.get_template(name)


def phone(number: str) -> str:
    """501 700 100, as Poles write it; another country's keeps its prefix."""
    local = re.fullmatch(r"\+48([0-9]{3})([0-9]{3})([0-9]{3})", number)
    return " ".join(local.groups()) if local else number


def moment(received_at: str) -> str:
    at = datetime.fromisoformat(received_at).astimezone(ZONE)
    return f"{WEEKDAYS[at.weekday()]}, {at.day} {MONTHS[at.month - 1]}, {at:%H:%M:%S}"


def linked(text: str) -> Markup:
    """The text, safe, with its addresses made into links that open in a new window."""
    return Markup("").join(
        Markup('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>').format(piece)
        if piece.startswith(("http://", "https://"))
        else escape(piece)
        for piece in re.split(r"(https?://[^\s<>\"']+[^\s<>\"'.,;:!?)])", text)
    )
