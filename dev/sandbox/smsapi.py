"""SMSAPI's ``/sms.do``, as its documentation (docs.smsapi.com, "Single SMS" and "Error codes") and clients have it.

Errors that SMSAPI documents are answered with HTTP 200 and ``{"error": code, "message": …}``; only what lies in front
of it (and the faults of this sandbox) answers with another status.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

ERRORS = {
    11: "The message is too long, missing, or holds special characters although nounicode is set",
    12: "The message has more parts than allowed",
    13: "No correct phone numbers",
    14: "Invalid sender name",
    20: "Invalid number of idx parameters",
    27: "Too long idx parameter, at most 255 characters",
    53: "Not unique idx parameter",
    101: "Authorization failed",
    103: "Insufficient credits on your account",
    201: "Internal system error",
}
POLISH_MOBILE = re.compile(r"48(?:45|50|51|53|57|60|66|69|72|73|78|79|88)[0-9]{7}")
SENDER = re.compile(r"[A-Za-z0-9.&@+_!% -]{1,11}")
LONGEST_IDX = 255
LONGEST_PARTS = 10
GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWO = set("^{}\\[~]|€\f")
"""These take two places each."""


class Refused(Exception):  # noqa: N818 - says what happened
    def __init__(self, code: int, invalid_numbers: list[dict[str, str]] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.invalid_numbers = invalid_numbers

    def as_json(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"error": self.code, "message": ERRORS.get(self.code, "Error")}
        return {"invalid_numbers": self.invalid_numbers, **answer} if self.invalid_numbers else answer


@dataclass(frozen=True)
class Recipient:
    number: str
    """International, digits only, as SMSAPI answers it: 48501700100."""
    submitted: str
    idx: str | None


@dataclass(frozen=True)
class Request:
    recipients: tuple[Recipient, ...]
    sender: str
    text: str
    check_idx: bool
    test: bool
    details: bool
    json: bool


def read_form(body: bytes) -> dict[str, str]:
    """The fields, decoded by the field ``encoding`` (SMSAPI's default is windows-1250)."""
    raw = dict(parse_qsl(body.decode("latin-1"), keep_blank_values=True, encoding="latin-1"))
    try:
        encoding = raw.get("encoding") or "windows-1250"
        return {name: value.encode("latin-1").decode(encoding, "replace") for name, value in raw.items()}
    except LookupError:
        return raw


def read_request(form: Mapping[str, str]) -> Request:
    """What a form asks for; raises Refused with SMSAPI's code."""
    text = form.get("message", "")
    if _yes(form, "normalize"):
        decomposed = unicodedata.normalize("NFKD", text.translate(str.maketrans("łŁ", "lL")))
        text = decomposed.encode("ascii", "ignore").decode()
    needed = parts(text)
    if not text.strip() or needed > LONGEST_PARTS or (_yes(form, "nounicode") and not _fits_gsm(text)):
        raise Refused(11)
    wanted = form.get("max_parts", "")
    if needed > (1 if _yes(form, "single") else int(wanted) if wanted.isdecimal() else LONGEST_PARTS):
        raise Refused(12)
    sender = form.get("from") or "Test"
    if not SENDER.fullmatch(sender):
        raise Refused(14)
    return Request(
        recipients=_recipients(form),
        sender=sender,
        text=text,
        check_idx=_yes(form, "check_idx"),
        test=_yes(form, "test"),
        details=_yes(form, "details"),
        json=form.get("format") == "json",
    )


def answer(request: Request, first_id: int, sent_at: int) -> dict[str, Any]:
    """The success answer; ``sent_at`` in seconds since 1970."""
    needed = parts(request.text)
    details = {"message": request.text, "length": len(request.text), "parts": needed} if request.details else {}
    return {
        "count": len(request.recipients),
        **details,
        "list": [
            {
                "id": f"{first_id + place:024X}",
                "points": round(0.16 * needed, 2),
                "number": recipient.number,
                "date_sent": sent_at,
                "submitted_number": recipient.submitted,
                "status": "QUEUE",
                "error": None,
                "idx": recipient.idx,
                "parts": needed,
            }
            for place, recipient in enumerate(request.recipients)
        ],
    }


def parts(text: str) -> int:
    """How many SMS the text takes."""
    if _fits_gsm(text):
        length, single, joined = len(text) + sum(letter in GSM_TWO for letter in text), 160, 153
    else:
        length, single, joined = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= single else -(-length // joined)


def _fits_gsm(text: str) -> bool:
    return all(letter in GSM or letter in GSM_TWO for letter in text)


def _yes(form: Mapping[str, str], name: str) -> bool:
    return form.get(name, "").lower() in ("1", "true")


def _recipients(form: Mapping[str, str]) -> tuple[Recipient, ...]:
    submitted = [number.strip() for number in form.get("to", "").split(",") if number.strip()]
    keys: list[str | None] = list(form["idx"].split("|")) if form.get("idx") else [None] * len(submitted)
    if len(keys) != len(submitted) and submitted:
        raise Refused(20)
    if any(key is not None and len(key) > LONGEST_IDX for key in keys):
        raise Refused(27)
    numbers = [_international(number) for number in submitted]
    wrong = [
        {"number": number, "submitted_number": given, "message": "Invalid phone number"}
        for number, given in zip(numbers, submitted, strict=True)
        if not _can_receive(number)
    ]
    if len(wrong) == len(submitted):
        raise Refused(13, wrong)
    return tuple(
        Recipient(number, given, key)
        for number, given, key in zip(numbers, submitted, keys, strict=True)
        if _can_receive(number)
    )


def _international(given: str) -> str:
    digits = re.sub(r"^(?:\+|00)", "", re.sub(r"[\s().-]", "", given))
    return f"48{digits}" if re.fullmatch(r"[0-9]{9}", digits) else digits


def _can_receive(number: str) -> bool:
    if number.startswith("48"):
        return POLISH_MOBILE.fullmatch(number) is not None
    return re.fullmatch(r"[1-9][0-9]{7,14}", number) is not None
