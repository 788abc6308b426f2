"""Texts that practices write: plain placeholders and ``{% if name %}``, and nothing that computes.

They are parsed by Jinja2, whose tree must consist of these alone, and rendered in its sandbox all the same. Whatever is
longer, deeper or cleverer is refused, so that no text can run for long or reach anything but the words it is given.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notifications.domain.words import Problem

_DEEPEST = 4
"""Conditions within each other."""
_SINGLE_MARKS = {"\n", "\t"}
_LONGEST_NAME = 50

_ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True)


class TooClever(Exception):  # noqa: N818 - it is what was found
    """The text holds something else than placeholders and conditions."""


def problems(field: str, source: str, allowed: Collection[str], longest: int) -> list[Problem]:
    """Why a text cannot be taken; none if it can."""
    if not source.strip():
        return [Problem(field, "required")]
    if len(source) > longest:
        return [Problem(field, "too_long", most=longest)]
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in _SINGLE_MARKS for sign in source):
        return [Problem(field, "control_characters")]
    try:
        named = _names(source)
    except TooClever:
        return [Problem(field, "template_syntax")]
    unknown = [name for name in dict.fromkeys(named) if name not in allowed]
    return [Problem(field, "unknown_placeholder", name[:_LONGEST_NAME]) for name in unknown]


def rendered(source: str, words: Mapping[str, str]) -> str:
    """The text with its placeholders filled in. Raises TooClever for one that ``problems`` finds fault with."""
    return _compiled(source).render(words).strip()


@lru_cache(maxsize=256)
def _compiled(source: str) -> Template:
    _names(source)
    return _ENVIRONMENT.from_string(source)


def _names(source: str) -> list[str]:
    """The placeholders that a text asks for."""
    try:
        return list(_in(_ENVIRONMENT.parse(source).body, 0))
    except (TemplateSyntaxError, RecursionError):
        raise TooClever from None


def _in(parts: list[nodes.Node], depth: int) -> Iterator[str]:
    for part in parts:
        if isinstance(part, nodes.Output):
            for piece in part.nodes:
                if not isinstance(piece, nodes.TemplateData):
                    yield _name(piece)
        elif isinstance(part, nodes.If) and depth < _DEEPEST:
            yield _name(part.test.node if isinstance(part.test, nodes.Not) else part.test)
            for branch in (part.body, part.elif_, part.else_):
                yield from _in([*branch], depth + 1)
        else:
            raise TooClever


def _name(piece: nodes.Node) -> str:
    if not isinstance(piece, nodes.Name):
        raise TooClever
    return piece.name
