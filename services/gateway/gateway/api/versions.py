"""ETag and If-Match: the version of what is edited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from flask import request, url_for

from gateway.errors import Problem

_DIGITS_MAX = 9


class Versioned(Protocol):
    @property
    def version(self) -> int: ...


class Identified(Versioned, Protocol):
    @property
    def id(self) -> UUID: ...


def tag(resource: Versioned) -> dict[str, str]:
    """The ETag header. The same for every encoding of the answer: it names the resource's version."""
    return {"ETag": f'"{resource.version}"'}


def created(resource: Identified, endpoint: str, name: str) -> dict[str, str]:
    """The headers of a 201: where the new resource is, and its version."""
    values: dict[str, Any] = {name: resource.id}
    return {"Location": url_for(endpoint, _external=False, **values), **tag(resource)}


def expected() -> dict[str, int]:
    """``{"expected_version": n}`` from If-Match; nothing when the header is not there or says ``*``.

    Raises:
        Problem: 412, for it names something that was never a version here.
    """
    asked = request.headers.get("If-Match", "").strip()
    if asked in {"", "*"}:
        return {}
    text = asked.strip('"')
    if asked != f'"{text}"' or not (text.isascii() and text.isdigit()) or len(text) > _DIGITS_MAX:
        raise Problem("version_conflict")
    return {"expected_version": int(text)}


def sent(body: Any) -> Mapping[str, Any]:
    """The fields that a body did set, by their names in Python. Not ``version``: it may come back as it was read."""
    return {name: getattr(body, name) for name in body.model_fields_set if name != "version"}
