"""The file that lets messages outlive the process: one JSON record a line, only ever appended to while running."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any


class Journal:
    """Nothing is written when ``directory`` is None.

    A record is with the operating system before ``append`` returns, so a killed process loses none; a line half
    written when the machine stopped is passed over.
    """

    def __init__(self, directory: Path | None) -> None:
        self._path = directory / "messages.jsonl" if directory else None
        self._file: IO[str] | None = None

    def read(self) -> Iterator[Mapping[str, Any]]:
        if self._path is None or not self._path.exists():
            return
        with self._path.open(encoding="utf-8") as lines:
            for line in lines:
                try:
                    record = json.loads(line)
                except ValueError:
                    continue
                if isinstance(record, dict):
                    yield record

    def append(self, record: Mapping[str, Any]) -> None:
        if self._file is not None:
            self._file.write(json.dumps(record, ensure_ascii=False) + "\n")
            self._file.flush()

    def rewrite(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Put these in place of everything, all or nothing, and go on appending behind them."""
        if self._path is None:
            return
        self.close()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        fresh.replace(self._path)
        self._file = self._path.open("a", encoding="utf-8")

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
