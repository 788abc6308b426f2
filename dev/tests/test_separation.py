"""The look at row-level security finds what is open: each hole here is one that a migration could leave."""

from uuid import uuid4

import psycopg
import pytest
from chassis.tables import separate_practices_v1

from dev.separation import breaches, tables_of_nobody

THEIRS = uuid4()
APP = "scheduling_app"


@pytest.fixture
def made(database):
    return database("scheduling")


def migrate(made):
    with psycopg.connect(made.owner_url) as owner:
        owner.execute(
            "CREATE TABLE things (practice_id uuid NOT NULL, id uuid PRIMARY KEY, two int GENERATED ALWAYS AS (2) STORED)"
        )
        owner.execute("INSERT INTO things VALUES (%s, gen_random_uuid())", [THEIRS])
        owner.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON things TO {APP}")


def locked(made, *statements):
    migrate(made)
    with psycopg.connect(made.owner_url) as owner:
        separate_practices_v1(owner, "things")
        for statement in statements:
            owner.execute(statement)


def test_a_table_that_the_chassis_locked_has_no_hole(made):
    locked(made)
    assert breaches(made.app_url, THEIRS) == []


def test_a_table_without_row_level_security_is_open_in_every_way(made):
    migrate(made)
    found = breaches(made.app_url, THEIRS)
    assert "things: row-level security is not enabled" in found
    assert "things: there is no policy" in found
    for verb in ("see", "change", "take over", "delete", "add"):
        assert f"things: a stranger can {verb}" in found
    assert "things: is seen without a setting" in found
    assert "things: a row can be given away" in found


@pytest.mark.parametrize(
    ("statement", "hole"),
    [
        ("ALTER TABLE things NO FORCE ROW LEVEL SECURITY", "row-level security is not forced"),
        ("CREATE POLICY more ON things FOR SELECT USING (true)", "a stranger can see"),
        ("CREATE POLICY more ON things FOR DELETE USING (true)", "a stranger can delete"),
        ("CREATE POLICY more ON things FOR INSERT WITH CHECK (true)", "a stranger can add"),
        ("CREATE POLICY more ON things FOR UPDATE USING (true)", "a stranger can take over"),
        ("CREATE VIEW seen AS SELECT * FROM things; GRANT SELECT ON seen TO " + APP, "is a view or the like"),
        ("CREATE TABLE empty (practice_id uuid); GRANT SELECT ON empty TO " + APP, "has no row to try it with"),
    ],
)
def test_each_hole_is_named(made, statement, hole):
    locked(made, statement)
    assert any(hole in each for each in breaches(made.app_url, THEIRS))


def test_tables_without_a_practice_are_named(made):
    locked(made, "CREATE TABLE shared (id uuid)")
    assert tables_of_nobody(made.app_url) >= {"shared"}
    assert "things" not in tables_of_nobody(made.app_url)
