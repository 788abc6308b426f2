"""Where our own words are, and how they are filled in."""

from __future__ import annotations

from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

FOLDER = Path(__file__).parent / "templates"


def environment(*, autoescape: bool) -> ImmutableSandboxedEnvironment:
    """Of ours in ``templates/``; with ``autoescape`` for HTML. What a template is not given is an error."""
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(FOLDER), autoescape=autoescape, undefined=StrictUndefined, trim_blocks=True
    )
