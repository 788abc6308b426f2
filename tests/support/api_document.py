"""The gateway's OpenAPI document as tests go through it: operations, and the ids that each of them takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import requests

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Id:
    """One place of a request where an id goes."""

    where: str
    """``path``, ``query`` or ``body``."""
    at: Path
    """Its name; in a body the way to it."""

    @property
    def name(self) -> str:
        """What it is the id of, ``calendar_id``; a list of ids has the name of one."""
        return str([part for part in self.at if isinstance(part, str)][-1]).removesuffix("s")


@dataclass(frozen=True)
class Operation:
    name: str
    """``PATCH visits/{visit_id}``."""
    described: dict[str, Any]
    schemas: dict[str, Any]

    @property
    def verb(self) -> str:
        return self.name.split(" ")[0]

    @property
    def path(self) -> str:
        return self.name.split(" ")[1]

    @property
    def is_public(self) -> bool:
        return self.described["security"] == []

    @property
    def has_body(self) -> bool:
        return "requestBody" in self.described

    @property
    def variables(self) -> list[str]:
        """Of its path."""
        return re.findall(r"\{(\w+)\}", self.path)

    @property
    def required_query(self) -> list[str]:
        return [each["name"] for each in self.described["parameters"] if each["in"] == "query" and each["required"]]

    @property
    def ids(self) -> list[Id]:
        """Everything in its path, query and body that is named ``…_id`` or ``…_ids``."""
        found = [Id(each["in"], (each["name"],)) for each in self.described["parameters"] if _is_id(each["name"])]
        if self.has_body:
            schema = self.described["requestBody"]["content"]["application/json"]["schema"]
            found += [Id("body", path) for path in self._ids_in(schema, ())]
        return found

    def _ids_in(self, schema: dict[str, Any], path: Path) -> Iterator[Path]:
        if "$ref" in schema:
            schema = self.schemas[schema["$ref"].rpartition("/")[2]]
        for part in ("anyOf", "oneOf", "allOf"):
            for each in schema.get(part, ()):
                yield from self._ids_in(each, path)
        for name, each in schema.get("properties", {}).items():
            if _is_id(name):
                yield (*path, name, 0) if name.endswith("s") else (*path, name)
            else:
                yield from self._ids_in(each, (*path, name))
        if "items" in schema:
            yield from self._ids_in(schema["items"], (*path, 0))


def operations(url: str) -> list[Operation]:
    """All that the gateway at ``url`` describes."""
    document = requests.get(f"{url}/api/v1/openapi.json", timeout=10).json()
    return [
        Operation(f"{verb.upper()} {path.removeprefix('/api/v1/')}", described, document["components"]["schemas"])
        for path, item in document["paths"].items()
        for verb, described in item.items()
    ]


def _is_id(name: str) -> bool:
    return name.endswith(("_id", "_ids"))
