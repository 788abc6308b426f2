"""The text of a PDF as a reader copies it: page contents, turned into letters by what each font says of its glyphs.

Knows as much of PDF as our own files use: streams deflated or plain, ``Tj`` and ``TJ``, two-byte glyphs, ToUnicode.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"/Length (\d+).*?stream\r?\n", re.DOTALL)
_FONT = re.compile(rb"/(F\d+) (\d+) 0 R")
_UNICODE = re.compile(rb"/ToUnicode (\d+) 0 R")
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|((?:\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f]*>|\[.*?\])\s*T[jJ])", re.DOTALL)
_TEXT = re.compile(rb"\(((?:\\.|[^\\()])*)\)|<([0-9A-Fa-f]*)>", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages_of(file: bytes) -> list[str]:
    """One text a page; what stands on one line may come in several."""
    objects = {int(number): body for number, body in _OBJECT.findall(file)}
    fonts = {name: _glyphs(objects, int(number)) for name, number in _fonts(file)}
    pages = [body for body in objects.values() if re.search(rb"/Type /Page\b(?!s)", body)]
    return [_page(_stream(objects[int(_ref(body, b"Contents"))]), fonts) for body in pages]


def _fonts(file: bytes) -> Iterator[tuple[bytes, bytes]]:
    for found in re.findall(rb"/Font <<(.*?)>>", file, re.DOTALL):
        yield from _FONT.findall(found)


def _ref(body: bytes, name: bytes) -> bytes:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found
    return found[1]


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found
    content = body[found.end() : found.end() + int(found[1])]
    return zlib.decompress(content) if b"/FlateDecode" in body[: found.end()] else content


def _glyphs(objects: dict[int, bytes], font: int) -> dict[int, str]:
    found = _UNICODE.search(objects[font])
    assert found
    table = _stream(objects[int(found[1])])
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4,})>\n", table)
    return {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def _page(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    font: dict[int, str] = {}
    lines = []
    for name, shown in _SHOWN.findall(content):
        if name:
            font = fonts[name]
            continue
        glyphs = b"".join(_bytes(plain, hexed) for plain, hexed in _TEXT.findall(shown))
        lines.append("".join(font.get(int.from_bytes(glyphs[at : at + 2]), "�") for at in range(0, len(glyphs), 2)))
    return "\n".join(lines)


def _bytes(plain: bytes, hexed: bytes) -> bytes:
    if hexed:
        return bytes.fromhex(hexed.decode())
    return re.sub(rb"\\(.)", lambda found: _ESCAPED.get(found[1], found[1]), plain, flags=re.DOTALL)
