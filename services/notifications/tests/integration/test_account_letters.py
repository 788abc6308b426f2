"""Letters about accounts, against a real PostgreSQL: once, before all reminders, and forgotten when they are done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import psycopg
import pytest
from notifications.adapters.account_letters import open_letter_desk, open_post
from notifications.adapters.account_wording import AccountTemplates
from notifications.adapters.register import PostgresRegister
from notifications.application.dispatch_due import DispatchDue
from notifications.application.ports import Wanted
from notifications.application.send_message import Outcome, SendMessage
from notifications.application.take_letter import TakeLetter
from notifications.domain.account_letter import LetterKind
from notifications.domain.channel import Lane
from notifications.domain.message import Reason, State
from notifications.domain.sending import NotNow, Rejected

from services.notifications.tests.factories import NOW, PATIENCE, PRACTICE, a_practice
from services.notifications.tests.fake_letters import LETTER, TOKEN, a_letter, contents
from services.notifications.tests.fakes import Killed, MemoryQueue, Provider
from services.notifications.tests.integration.ledger import LEASE, book

pytestmark = pytest.mark.database

OTHER = UUID(int=0xB)


class PostOffice:
    """The use cases over one database."""

    def __init__(self, db, due, clock):
        self.db, self.due, self.clock = db, due, clock
        self._take = TakeLetter(open_post(db), clock)

    def take(self, letter, event_id=None):
        return self._take(event_id or uuid4(), letter)

    def kept(self):
        """The letter in the database, as a sender gets it."""
        with open_letter_desk(self.db)() as desk:
            return desk.case(LETTER).line

    def claim(self, limit=10):
        return [one.id for one in self.due.claim(Lane.LETTERS, self.clock.now, limit, LEASE).due]

    def send(self, letter_id, provider):
        wording = AccountTemplates("https://dentoro.example")
        return SendMessage(open_letter_desk(self.db), provider, wording, self.clock, PATIENCE)(letter_id)


@pytest.fixture
def office(db, due, clock):
    return PostOffice(db, due, clock)


def everything_in(made, table):
    with psycopg.connect(made.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', 'all', true)")
        return str(connection.execute(f"SELECT t::text FROM {table} AS t").fetchall())


@pytest.mark.parametrize(
    "letter",
    [
        a_letter(),
        a_letter(kind=LetterKind.PASSWORD_CHANGED, contents=contents(token=None, first_name=None, at=NOW)),
        a_letter(kind=LetterKind.INVITATION, contents=contents(role="dentist", invited_by="Ewa Nowak", language="en")),
    ],
)
def test_a_letter_is_read_back_as_it_was_written_down(office, letter):
    assert office.take(letter)
    assert office.kept() == letter


def test_a_repeated_event_and_a_repeated_letter_add_none(office):
    event_id = uuid4()
    assert office.take(a_letter(), event_id)
    assert not office.take(a_letter(id=uuid4()), event_id)
    assert not office.take(a_letter())
    assert office.claim() == [LETTER]
    assert office.claim() == []


def test_another_practices_event_cannot_touch_a_letter(office):
    office.take(a_letter())
    assert not office.take(a_letter(practice_id=OTHER, contents=contents(to="thief@example.com")))
    assert office.kept() == a_letter()


def test_the_same_event_at_two_planners_at_once_brings_one_letter(office):
    for _ in range(10):
        event_id, letter, both = uuid4(), a_letter(id=uuid4()), Barrier(2)

        def at_once(_, event_id=event_id, letter=letter, both=both):
            both.wait()
            return office.take(letter, event_id)

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(at_once, range(2))) == [False, True]


@pytest.mark.parametrize(
    ("answers", "state"),
    [((), State.SENT), ((Rejected(Reason.REJECTED_ADDRESS),), State.FAILED)],
)
def test_with_its_last_state_nothing_of_it_is_left(office, made, answers, state):
    office.take(a_letter())
    assert TOKEN in everything_in(made, "account_letters")
    [letter_id] = office.claim()
    office.send(letter_id, Provider(*answers))
    assert (office.kept().state, office.kept().contents) == (state, None)
    left = everything_in(made, "account_letters")
    for private in (TOKEN, "anna@example.com", "Anna", "Uśmiech", "dentoro.example"):
        assert private not in left


def test_one_that_expires_while_all_senders_are_down_is_closed_and_emptied_by_the_dispatcher(office):
    office.take(a_letter())
    assert office.claim() == [LETTER]
    claimed = office.due.claim(Lane.LETTERS, a_letter().expires_at + timedelta(seconds=1), 10, LEASE)
    assert (claimed.due, claimed.closed) == ([], 1)
    assert (office.kept().state, office.kept().reason, office.kept().contents) == (State.SKIPPED, Reason.TOO_LATE, None)


def test_one_that_has_expired_already_is_never_written_down_with_its_link(office, made):
    office.clock.pass_by(timedelta(hours=2))
    assert office.take(a_letter())
    assert office.kept().state is State.SKIPPED
    assert TOKEN not in everything_in(made, "account_letters")
    assert office.claim() == []


@pytest.mark.parametrize("state", ["sent", "failed", "skipped"])
def test_the_database_keeps_no_contents_of_a_letter_that_is_done(office, made, state):
    office.take(a_letter())
    with psycopg.connect(made.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', 'all', true)")
        sent_at = "now()" if state == "sent" else "NULL"
        with pytest.raises(psycopg.errors.CheckViolation, match="only_live_letter_has_contents"):
            connection.execute(f"UPDATE account_letters SET state = '{state}', due_at = NULL, sent_at = {sent_at}")


@pytest.mark.parametrize("column", ["id", "practice_id", "kind", "expires_at", "created_at"])
def test_what_a_letter_is_cannot_be_changed_by_the_application(office, made, column):
    office.take(a_letter())
    with psycopg.connect(made.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', 'all', true)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"UPDATE account_letters SET {column} = {column}")


def test_no_letter_can_be_deleted_by_the_application(office, made):
    office.take(a_letter())
    with psycopg.connect(made.app_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("DELETE FROM account_letters")


def test_raw_sql_sees_only_the_letters_of_the_practice_that_the_transaction_is_for(office, made):
    office.take(a_letter())
    office.take(a_letter(id=uuid4(), practice_id=OTHER))
    with psycopg.connect(made.app_url) as connection:
        assert connection.execute("SELECT count(*) FROM account_letters").fetchone() == (0,)
        for whose in (PRACTICE, OTHER):
            connection.execute("SELECT set_config('app.practice_id', %s, true)", [str(whose)])
            assert connection.execute("SELECT practice_id FROM account_letters").fetchall() == [(whose,)]
            assert connection.execute("UPDATE account_letters SET attempts = attempts").rowcount == 1


def test_raw_sql_cannot_write_a_letter_into_another_practice(office, made):
    office.take(a_letter())
    with psycopg.connect(made.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', %s, true)", [str(PRACTICE)])
        connection.execute("CREATE TEMPORARY TABLE copied AS SELECT * FROM account_letters")
        connection.execute("UPDATE copied SET id = %s, practice_id = %s", [uuid4(), OTHER])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute("INSERT INTO account_letters SELECT * FROM copied")


def test_letters_are_no_messages_of_the_practice(office, plan):
    plan.take_practice(uuid4(), a_practice())
    office.take(a_letter())
    register = PostgresRegister(office.db)
    assert register.find(PRACTICE, Wanted()) == []
    assert register.get(PRACTICE, LETTER) is None


def test_a_letter_does_not_wait_behind_thousands_of_reminders(office, made, plan):
    book(plan)
    with psycopg.connect(made.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', 'all', true)")
        connection.execute("CREATE TEMPORARY TABLE many AS SELECT * FROM messages, generate_series(1, 5000) AS number")
        connection.execute("UPDATE many SET id = gen_random_uuid(), visit_id = gen_random_uuid(), due_at = %s", [NOW])
        connection.execute("ALTER TABLE many DROP COLUMN number")
        connection.execute("INSERT INTO messages SELECT * FROM many")
    queue = MemoryQueue()
    dispatch = DispatchDue(office.due, queue, office.clock, LEASE, batch=100, at_most_under_way=300)
    while dispatch(150).count:
        pass
    assert len(queue.published) == 600, "the queues of reminders are full"
    office.take(replace(a_letter(), due_at=NOW + timedelta(seconds=1)))
    office.clock.pass_by(timedelta(seconds=1))
    dispatch(150)
    assert [one.id for one in queue.published[600:]] == [LETTER]


def test_the_next_letter_is_what_the_dispatcher_waits_for(office, plan):
    book(plan)
    office.take(a_letter())
    assert office.due.next_due() == NOW


def test_due_letters_are_found_by_the_partial_index(made):
    with psycopg.connect(made.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', 'all', true)")
        connection.execute("SET LOCAL enable_seqscan = off")
        connection.execute("SET LOCAL enable_sort = off")  # of a few rows sorting is as cheap as the order of an index
        told = "\n".join(
            row[0]
            for row in connection.execute(
                "EXPLAIN SELECT id FROM account_letters WHERE state IN ('planned', 'queued', 'sending')"
                " AND due_at <= now() ORDER BY due_at LIMIT 10 FOR UPDATE SKIP LOCKED"
            )
        )
    assert "account_letters_due" in told
    assert "Sort" not in told


def test_killed_between_the_servers_answer_and_the_record_it_goes_again_under_its_own_key(office):
    office.take(a_letter())
    provider = Provider(die_after_accepting=True)
    with pytest.raises(Killed):
        office.send(office.claim()[0], provider)
    assert office.kept().state is State.SENDING
    office.clock.now = office.kept().due_at
    assert office.send(office.claim()[0], provider) is Outcome.ALREADY_SENT
    assert list(provider.accepted) == [LETTER]
    assert office.kept().contents is None


def test_a_failed_attempt_keeps_what_the_next_one_needs(office):
    office.take(a_letter())
    provider = Provider(NotNow(maybe_accepted=False))
    assert office.send(office.claim()[0], provider) is Outcome.RETRY
    assert office.kept().due_at == office.clock.now + PATIENCE.delays[0]
    office.clock.now = office.kept().due_at
    assert office.send(office.claim()[0], provider) is Outcome.SENT
    assert TOKEN in provider.accepted[LETTER].text


def test_two_senders_with_the_same_letter_at_once_send_one(office):
    provider = Provider()
    for _ in range(5):
        office.take(a_letter(id=uuid4()))
    for letter_id in office.claim():
        both = Barrier(2)

        def at_once(_, letter_id=letter_id, both=both):
            both.wait()
            return office.send(letter_id, provider)

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(at_once, range(2))) == [Outcome.NOT_OURS, Outcome.SENT]


@pytest.mark.parametrize(("known", "hour"), [(False, "14:00"), (True, "13:00")])
def test_times_are_the_practices_once_it_is_known(office, plan, known, hour):
    if known:
        plan.take_practice(uuid4(), a_practice(time_zone="Europe/London"))
    office.take(replace(a_letter(), expires_at=NOW + timedelta(hours=2)))  # 14:00 in Warsaw
    provider = Provider()
    assert office.send(office.claim()[0], provider) is Outcome.SENT
    assert f"20 listopada 2026, {hour}" in provider.accepted[LETTER].text
