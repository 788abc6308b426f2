"""Measures, and prints one table. Bounded: it ends by itself, and takes everything with it that it started."""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

import requests
from scheduling.application.book_visit import book_visit
from scheduling.application.find_patients import find_patients
from scheduling.application.list_free_times import list_free_times
from scheduling.application.read_book import read_book

from dev import servers
from dev.stack import Stack
from dev.stack_for_tests import running_stack
from tests.bench.books import CHAIRS, DAY, Books, open_practices
from tests.bench.clients import Act, InTurn, Times, in_turns, measure
from tests.bench.raw import Recorder, Statements, echo
from tests.support.practice import CALL_SECONDS, Practice

WARSAW = ZoneInfo("Europe/Warsaw")
CLIENTS = (1, 16)
FREE_DAYS = timedelta(days=30)
"""Of all five calendars; the first thousand of them are answered, as to anybody who does not ask for more."""
GENEROUS = {"REGISTRATIONS_PER_ADDRESS": "1000000"}


@dataclass(frozen=True)
class Work:
    """One thing that a reception does: through the whole system, and its statements alone."""

    name: str
    whole: Callable[[], Act]
    statements: Callable[[], Act]


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--practices", type=int, default=50)
    parser.add_argument("--small", type=int, default=1_000, help="visits in all at first")
    parser.add_argument("--large", type=int, default=1_000_000, help="visits in all at the end")
    parser.add_argument("--patients", type=int, default=100_000, help="of the practice that is measured")
    parser.add_argument("--rounds", type=int, default=400, help="measured times, all clients together")
    asked = parser.parse_args()
    out = sys.stdout
    try:
        with (
            tempfile.TemporaryDirectory(prefix="dentoro-bench-") as folder,
            running_stack(Path(folder, "few"), extra=GENEROUS) as few,
            running_stack(Path(folder, "many"), extra=GENEROUS) as many,
        ):
            _run(few, many, asked, out)
    finally:
        servers.stop_unless_used()


def _run(few: Stack, many: Stack, asked: argparse.Namespace, out: TextIO) -> None:
    _say(
        out,
        f"Twice {asked.practices} practices with {CHAIRS} calendars each; one of them has {asked.patients:,} patients",
    )
    small, visits = _filled(few, asked, asked.small)
    large, more_visits = _filled(many, asked, asked.large)
    measured = _measured([small, large], asked.rounds)
    for title, times in zip((f"{visits:,} visits", f"{more_visits:,} visits"), measured, strict=True):
        _table(out, title, times)
    _growth(out, *measured)
    with echo(many.env["AMQP_URL"]) as make:
        _say(out, "\nA bare message there and back over the same broker (pika)")
        for clients in CLIENTS:
            _say(
                out, f"  {clients:>2} clients  {_times(measure(make, clients=clients, rounds=asked.rounds // clients))}"
            )


def _filled(stack: Stack, asked: argparse.Namespace, visits: int) -> tuple[list[Work], int]:
    books = Books(open_practices(stack.url, asked.practices), stack.env["SCHEDULING_DATABASE_OWNER_URL"])
    books.add_patients(asked.patients, 400)
    there = books.fill_the_day()
    there += books.add_past_visits(max(0, visits - there) // (asked.practices * CHAIRS))
    return _works(stack, books.measured, _slots(books.measured)), there


Measured = dict[tuple[str, int], tuple[Times, Times]]
TURNS = 5


def _measured(sides: Sequence[list[Work]], rounds: int) -> list[Measured]:
    """The same work of each side in turns: what is compared is measured in the same moments."""
    found: list[Measured] = [{} for _ in sides]
    for works in zip(*sides, strict=True):
        for clients in CLIENTS:
            each = {"clients": clients, "rounds": rounds // clients, "turns": TURNS}
            whole = in_turns([work.whole for work in works], **each)
            statements = in_turns([work.statements for work in works], **each)
            for measured, work, *times in zip(found, works, whole, statements, strict=True):
                measured[work.name, clients] = (times[0], times[1])
    return found


def _works(stack: Stack, practice: Practice, slots: InTurn) -> list[Work]:
    day = date.fromisoformat(DAY)
    recorder = Recorder(stack.env["SCHEDULING_DATABASE_URL"], practice.id, float(stack.env["CLOCK_OFFSET_SECONDS"]))
    patient_id = uuid.UUID(practice.get("patients", limit="1").json()["items"][0]["id"])

    def get(path: str, **query: str) -> Callable[[], Act]:
        def make() -> Act:
            http = requests.Session()
            http.headers.update(practice.http.headers)
            http.cookies.set("dentoro_session", practice.token)

            def act() -> None:
                http.get(f"{stack.url}{path}", params=query, timeout=CALL_SECONDS).raise_for_status()

            return act

        return make

    def booking() -> Act:
        http = requests.Session()
        http.headers.update(practice.http.headers)

        def act() -> None:
            calendar_id, starts_at = slots.next()
            body = {"calendar_id": calendar_id, "patient_id": str(patient_id), "starts_at": starts_at, "minutes": 15}
            http.post(f"{stack.url}/api/v1/visits", json=body, timeout=CALL_SECONDS).raise_for_status()

        return act

    def offered(desk: Any) -> None:
        asked = {"minutes": 30, "service_id": None, "calendar_ids": [], "limit": 1000}
        list_free_times(desk, from_=day, to=day + FREE_DAYS, **asked)

    def booked(desk: Any) -> None:
        calendar_id, starts_at = slots.next()
        book_visit(
            desk,
            calendar_id=uuid.UUID(calendar_id),
            patient_id=patient_id,
            starts_at=datetime.fromisoformat(starts_at),
            minutes=15,
            note=None,
        )

    def replay(look: Callable[[Any], None]) -> Callable[[], Act]:
        return recorder.replaying(recorder.record(look))

    booking_statements: Statements = recorder.record(booked)
    return [
        Work(
            "day view",
            get("/calendar/feed", **{"from": DAY, "to": (day + timedelta(days=1)).isoformat()}),
            replay(lambda desk: read_book(desk, from_=day, to=day + timedelta(days=1))),
        ),
        Work("booking", booking, recorder.booking(booking_statements, slots)),
        Work(
            "free times",
            get("/api/v1/free-times", **{"from": DAY, "to": (day + FREE_DAYS).isoformat(), "minutes": "30"}),
            replay(offered),
        ),
        Work(
            "patient search",
            get("/api/v1/patients", q="slusarcz", limit="20"),
            replay(lambda desk: find_patients(desk, typed="slusarcz", limit=20, cursor=None)),
        ),
    ]


def _slots(practice: Practice) -> InTurn:
    """Free times that nobody has used, far ahead; each is given out once."""
    chairs = [calendar["id"] for calendar in practice.get("calendars").json()["items"]]

    def times() -> Iterator[tuple[str, str]]:
        for days in itertools.count(30):
            day = date.fromisoformat(DAY) + timedelta(days=days)
            if (day.month, day.day) in _HOLIDAYS:
                continue
            for quarter in range(32):
                at = datetime(day.year, day.month, day.day, 8, tzinfo=WARSAW) + timedelta(minutes=15 * quarter)
                for chair in chairs:
                    yield chair, at.isoformat()

    return InTurn(times())


_HOLIDAYS = {(12, 24), (12, 25), (12, 26), (1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11)}
"""Those that fall on the same date every year; the movable ones are Sundays, Mondays and Thursdays after the bench's reach."""


def _table(out: TextIO, title: str, measured: Measured) -> None:
    _say(out, f"\n{title}")
    for (name, clients), (whole, statements) in measured.items():
        ratio = whole.p50 / statements.p50
        _say(
            out,
            f"  {name:<15} {clients:>2} clients  {_times(whole)}   its SQL alone {_times(statements)}   {ratio:.1f} x",
        )


def _growth(out: TextIO, small: Measured, large: Measured) -> None:
    _say(out, "\nFrom few visits to many (p50)")
    for key, (whole, statements) in large.items():
        before, before_sql = small[key]
        _say(
            out,
            f"  {key[0]:<15} {key[1]:>2} clients  whole {whole.p50 / before.p50:.2f} x"
            f"   its SQL alone {statements.p50 / before_sql.p50:.2f} x",
        )


def _times(times: Times) -> str:
    return f"p50 {times.p50:7.2f} ms  p99 {times.p99:7.2f} ms  {times.per_second:6.0f}/s"


def _say(out: TextIO, line: str) -> None:
    out.write(line + "\n")
    out.flush()


if __name__ == "__main__":
    main()
