"""Codes of online booking, against a real PostgreSQL: once, each in its lane, and forgotten when they are done."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from notifications.adapters.booking_codes import open_code_desk, open_code_post
from notifications.adapters.code_wording import CodeTemplates
from notifications.adapters.depths import depths
from notifications.adapters.register import PostgresRegister
from notifications.application.ports import Wanted
from notifications.application.send_message import Outcome, SendMessage
from notifications.application.take_letter import TakeLetter
from notifications.domain.channel import Channel, Lane
from notifications.domain.message import Reason, State
from notifications.domain.sending import Rejected

from services.notifications.tests.factories import PATIENCE, PRACTICE, a_practice
from services.notifications.tests.fake_codes import CODE_ID, PHONE, SECRET, a_code
from services.notifications.tests.fakes import Provider
from services.notifications.tests.integration.ledger import LEASE

pytestmark = pytest.mark.database

OTHER = UUID(int=0xB)


class PostOffice:
    """The use cases over one database."""

    def __init__(self, db, due, clock):
        self.db, self.due, self.clock = db, due, clock
        self._take = TakeLetter(open_code_post(db), clock)

    def take(self, code, event_id=None):
        return self._take(event_id or uuid4(), code)

    def kept(self):
        """The code in the database, as a sender gets it."""
        with open_code_desk(self.db)() as desk:
            return desk.case(CODE_ID).line

    def claim(self, lane=Lane.CODE_SMS):
        return [one.id for one in self.due.claim(lane, self.clock.now, 10, LEASE).due]

    def send(self, code_id, provider):
        return SendMessage(open_code_desk(self.db), provider, CodeTemplates(), self.clock, PATIENCE)(code_id)


@pytest.fixture
def office(db, due, clock):
    return PostOffice(db, due, clock)


def everything_in(made, table):
    with psycopg.connect(made.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', 'all', true)")
        return str(connection.execute(f"SELECT t::text FROM {table} AS t").fetchall())


@pytest.mark.parametrize(("channel", "lane"), [(Channel.SMS, Lane.CODE_SMS), (Channel.EMAIL, Lane.CODE_EMAIL)])
def test_a_code_is_read_back_as_it_was_written_and_is_due_in_the_lane_of_its_channel(office, channel, lane):
    code = a_code(channel=channel)
    assert office.take(code)
    assert office.kept() == code
    assert office.due.next_due() == code.due_at
    assert [office.claim(other) for other in Lane if other is not lane] == [[]] * (len(Lane) - 1)
    assert depths(office.db, code.due_at)[lane].due == 1, "operators see it wait"
    assert office.claim(lane) == [CODE_ID]
    assert office.claim(lane) == []


def test_a_repeated_event_a_repeated_code_and_another_practices_event_add_and_change_nothing(office):
    event_id = uuid4()
    assert office.take(a_code(), event_id)
    assert not office.take(a_code(id=uuid4()), event_id)
    assert not office.take(a_code())
    assert not office.take(a_code(practice_id=OTHER))
    assert office.kept() == a_code()
    assert office.claim() == [CODE_ID]


@pytest.mark.parametrize(
    ("answers", "state"),
    [((), State.SENT), ((Rejected(Reason.INVALID_PHONE),), State.FAILED)],
)
def test_with_its_last_state_nothing_of_it_is_left_anywhere(office, made, plan, answers, state):
    plan.take_practice(uuid4(), a_practice())
    office.take(a_code())
    assert SECRET in everything_in(made, "booking_codes")
    [code_id] = office.claim()
    provider = Provider(*answers)
    office.send(code_id, provider)
    assert (office.kept().state, office.kept().contents) == (state, None)
    assert office.send(code_id, provider) is Outcome.NOT_OURS
    for table in ("booking_codes", "messages", "outbox", "inbox"):
        left = everything_in(made, table)
        assert SECRET not in left
        assert PHONE not in left
    register = PostgresRegister(office.db)
    assert (register.find(PRACTICE, Wanted()), register.get(PRACTICE, CODE_ID)) == ([], None)


def test_the_practices_name_is_in_it_once_it_is_known(office, plan):
    plan.take_practice(uuid4(), a_practice())
    office.take(a_code())
    provider = Provider()
    assert office.send(office.claim()[0], provider) is Outcome.SENT
    assert "Gabinet Usmiech" in provider.accepted[CODE_ID].text


def test_one_that_expires_while_all_senders_are_down_is_closed_and_emptied(office):
    office.take(a_code())
    office.claim()
    claimed = office.due.claim(Lane.CODE_SMS, a_code().expires_at + timedelta(seconds=1), 10, LEASE)
    assert (claimed.due, claimed.closed) == ([], 1)
    assert (office.kept().state, office.kept().contents) == (State.SKIPPED, None)


def test_the_database_keeps_no_code_that_is_done(office, made):
    office.take(a_code())
    with psycopg.connect(made.app_url) as connection:
        connection.execute("SELECT set_config('app.practice_id', 'all', true)")
        with pytest.raises(psycopg.errors.CheckViolation, match="only_live_code_has_contents"):
            connection.execute("UPDATE booking_codes SET state = 'skipped', due_at = NULL")
