"""The audit trail, on a real PostgreSQL, as the application's role."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from chassis.audit import AuditTrail, differences, page
from chassis.database import Database
from contracts.changes import FieldChange, ListChanges
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def note(app: Database, practice: UUID, *acts: str, subject_id: UUID | None = None) -> None:
    with app.transaction(practice) as session:
        for act in acts:
            AuditTrail(session, practice, uuid4(), act, NOW).note("calendar", subject_id, [("name", "A", "B")])


def acts(app: Database, practice: UUID, **request: object) -> list[str]:
    with app.transaction(practice) as session:
        return [change.act for change in page(session, practice, ListChanges.model_validate(request)).items]


def test_the_newest_comes_first_page_by_page(app: Database) -> None:
    practice = uuid4()
    note(app, practice, "first", "second", "third")
    with app.transaction(practice) as session:
        newest = page(session, practice, ListChanges(limit=2)).items
    assert [change.act for change in newest] == ["third", "second"]
    assert newest[0].at == NOW
    assert newest[0].fields == [FieldChange(field="name", before="A", after="B")]
    assert acts(app, practice, before=newest[1].id) == ["first"]


def test_it_can_be_asked_for_one_thing(app: Database) -> None:
    practice, chair = uuid4(), uuid4()
    note(app, practice, "other")
    note(app, practice, "this", subject_id=chair)
    assert acts(app, practice, subject="calendar", subject_id=chair) == ["this"]
    assert acts(app, practice, subject="person") == []


def test_many_things_at_once_are_noted_one_by_one_in_their_order(app: Database) -> None:
    practice, things = uuid4(), [uuid4() for _ in range(3)]
    with app.transaction(practice) as session:
        trail = AuditTrail(session, practice, None, "add", NOW)
        trail.note_each("patient", [])
        trail.note_each("patient", [(thing, [("name", None, None)]) for thing in things])
        noted = page(session, practice, ListChanges()).items
    assert [change.subject_id for change in noted] == things[::-1]
    assert {change.fields[0].field for change in noted} == {"name"}


def test_another_practice_sees_none_of_it(app: Database) -> None:
    practice = uuid4()
    note(app, practice, "ours")
    with app.transaction(uuid4()) as session:
        assert page(session, practice, ListChanges()).items == []


@pytest.mark.parametrize("statement", ["UPDATE changes SET act = 'x'", "DELETE FROM changes", "TRUNCATE changes"])
def test_the_application_cannot_change_what_is_written(app: Database, statement: str) -> None:
    practice = uuid4()
    note(app, practice, "ours")
    with pytest.raises(ProgrammingError, match="permission denied"), app.transaction(practice) as session:
        session.execute(text(statement))


def test_what_did_not_commit_is_not_noted(app: Database) -> None:
    practice = uuid4()

    def change_and_fail() -> None:
        with app.transaction(practice) as session:
            AuditTrail(session, practice, None, "act", NOW).note("visit", None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()
    assert acts(app, practice) == []


def test_only_fields_that_differ_are_named() -> None:
    @dataclass
    class Chair:
        name: str
        color: str

    assert differences(Chair("A", "blue"), Chair("B", "blue"), ("name", "color")) == [("name", "A", "B")]
