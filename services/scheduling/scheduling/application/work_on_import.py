"""What a worker does with an import, one batch a transaction: killed between two, the next one goes on there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from scheduling.application.add_patient import keep_added
from scheduling.application.ports import Desk
from scheduling.domain.likeness import Likeness, likeness_of, sure_keys
from scheduling.domain.local_time import day_of
from scheduling.domain.patient import Card
from scheduling.domain.patient_file import card_of, values_of
from scheduling.domain.patient_import import KEPT_FOR, WAITED_FOR, ImportRow, PatientImport
from scheduling.domain.refusals import FieldError, ValidationFailed

LOOKED_AT = 500
ADDED = 200
"""Rows in one transaction."""


def work_on_import(desk: Desk, *, import_id: UUID) -> bool:
    """Looks at, or takes over, the next rows; whether there was anything to do.

    Nothing is done to one that somebody else works on now.
    """
    one = desk.imports.claim(import_id)
    if one is None or one.state not in {"checking", "running"}:
        return False
    if one.state == "checking":
        _look_through(desk, one)
    else:
        _take_over(desk, one)
    return True


def forget_import(desk: Desk, *, import_id: UUID) -> bool:
    """What the file said goes a day after the import ended, a week after it came if nobody started it."""
    one = desk.imports.claim(import_id)
    if one is None:
        return False
    if one.finished_at is None:
        if one.state == "running" or one.created_at > desk.now - WAITED_FOR:
            return False
        desk.imports.save(one.discard(desk.now))
        desk.changes.note("import", one.id, [("state", one.state, "discarded")])
    elif one.finished_at > desk.now - KEPT_FOR:
        return False
    desk.imports.wipe(import_id, but_refused=False)
    return True


def _look_through(desk: Desk, one: PatientImport) -> None:
    seen, cards = _cards(desk, one, desk.imports.unseen(one.id, LOOKED_AT))
    alike = dict(
        zip(cards, desk.look_alikes.first_of_each([likeness_of(card) for card in cards.values()]), strict=True)
    )
    keys = {number: sure_keys(likeness_of(card)) for number, card in cards.items()}
    first = desk.imports.numbers_by_key(one.id, {key for found in keys.values() for key in found})
    looked_at = []
    for row in seen:
        if row.number in cards:
            earlier = min((first[key] for key in keys[row.number] if key in first), default=None)
            row = _judged(row, keys[row.number], alike[row.number], earlier)  # noqa: PLW2901
            for key in row.keys:
                first.setdefault(key, row.number)
        looked_at.append(row)
    desk.imports.save_rows(one.id, looked_at)
    desk.imports.save(one.looked_through(looked_at))


def _judged(row: ImportRow, keys: list[str], alike: UUID | None, earlier: int | None) -> ImportRow:
    same = [FieldError("", "same_as_row", {"number": earlier})] if earlier is not None and alike is None else []
    state = "ready" if alike is None and earlier is None else "duplicate"
    return replace(row, state=state, problems=same, patient_id=alike, keys=keys)


def _take_over(desk: Desk, one: PatientImport) -> None:
    wanted = ("ready", "duplicate") if one.duplicates_too else ("ready",)
    before = desk.imports.in_states(one.id, wanted, ADDED)
    if not before:
        desk.imports.skip_duplicates(one.id)
        desk.imports.save(one.finish(desk.now))
        desk.imports.wipe(one.id, but_refused=True)
        return
    after, cards = _cards(desk, one, before)
    likenesses = [likeness_of(card) for card in cards.values()]
    alike = dict(zip(cards, _here_by_now(desk, one, likenesses), strict=True))
    new = [number for number in cards if alike[number] is None]
    added = keep_added(desk, [cards[number] for number in new], "import")
    became = dict(zip(new, (patient.id for patient in added), strict=True))
    after = [_taken(row, alike[row.number], became.get(row.number)) if row.number in cards else row for row in after]
    desk.imports.save_rows(one.id, after)
    desk.imports.save(one.taken_over(before, after))


def _here_by_now(desk: Desk, one: PatientImport, wanted: Sequence[Likeness]) -> Sequence[UUID | None]:
    """Who was added since the rows were looked at."""
    return [None] * len(wanted) if one.duplicates_too else desk.look_alikes.first_of_each(wanted)


def _taken(row: ImportRow, alike: UUID | None, became: UUID | None) -> ImportRow:
    if became is None:
        return replace(row, state="skipped", patient_id=alike)
    return replace(row, state="added", problems=[], patient_id=became)


def _cards(desk: Desk, one: PatientImport, rows: list[ImportRow]) -> tuple[list[ImportRow], dict[int, Card]]:
    """The rows, those refused that are wrong; the cards of the others by number."""
    today = day_of(desk.now, desk.practices.read().zone)
    cards: dict[int, Card] = {}
    seen = []
    for row in rows:
        found = _card(row, one, today)
        if isinstance(found, Card):
            cards[row.number] = found
        seen.append(row if isinstance(found, Card) else row.refuse(found))
    return seen, cards


def _card(row: ImportRow, one: PatientImport, today: date) -> Card | list[FieldError]:
    try:
        return card_of(values_of(row.cells or [], one.headers, one.columns), today)
    except ValidationFailed as failed:
        return failed.errors
