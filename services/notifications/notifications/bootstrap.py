"""The only place that builds objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chassis.clock import Clock
from chassis.database import Database
from chassis.ids import new_id
from chassis.publisher import ConfirmedPublisher
from chassis.settings import Environment
from chassis.wakeup import WakeUp

from notifications import settings
from notifications.adapters.account_letters import open_letter_desk, open_post
from notifications.adapters.account_wording import AccountTemplates
from notifications.adapters.booking_codes import open_code_desk, open_code_post
from notifications.adapters.books import open_books
from notifications.adapters.bounces import ReturnAddress
from notifications.adapters.code_wording import CodeTemplates
from notifications.adapters.desk import open_desk
from notifications.adapters.due_lines import PostgresDueLines
from notifications.adapters.gate import Courier, Gate, GuardedCourier, Pace
from notifications.adapters.meters import LAG
from notifications.adapters.office import Office
from notifications.adapters.patient_links import PatientLinks
from notifications.adapters.receipts import open_receipts
from notifications.adapters.register import PostgresRegister
from notifications.adapters.replies import open_replies
from notifications.adapters.smsapi import SmsApi
from notifications.adapters.smtp import Smtp
from notifications.adapters.standing import SMSAPI, SMTP, Reporter
from notifications.adapters.tables import DUE_SIGNAL
from notifications.adapters.wording import Templates
from notifications.adapters.work_queue import RabbitWorkQueue, declare_queues
from notifications.application.dispatch_due import DispatchDue
from notifications.application.look_up import LookUp
from notifications.application.plan_reminders import PlanReminders
from notifications.application.send_message import Outcome, SendMessage
from notifications.application.take_letter import TakeLetter
from notifications.application.take_reply import TakeReply
from notifications.application.take_reports import TakeReports
from notifications.domain.account_letter import AccountLetter
from notifications.domain.booking_code import BookingCode, impatient
from notifications.domain.channel import Lane
from notifications.domain.sending import Patience

SMS_LANES = (Lane.CODE_SMS, Lane.OFFER_SMS, Lane.SMS, Lane.WRITTEN_SMS)
EMAIL_LANES = (Lane.LETTERS, Lane.CODE_EMAIL, Lane.OFFER_EMAIL, Lane.EMAIL, Lane.WRITTEN_EMAIL)


PATIENT_LANES = frozenset(
    {Lane.OFFER_SMS, Lane.SMS, Lane.WRITTEN_SMS, Lane.OFFER_EMAIL, Lane.EMAIL, Lane.WRITTEN_EMAIL}
)
"""Offers, reminders and what was written."""


@dataclass(frozen=True)
class Planner:
    plan: PlanReminders
    take_letter: TakeLetter[AccountLetter]
    take_code: TakeLetter[BookingCode]
    database: Database


@dataclass(frozen=True)
class Reading:
    """What a practice sees of its messages, writes and chooses."""

    look_up: LookUp
    office: Office
    texts: Templates
    database: Database


@dataclass(frozen=True)
class ProvidersWord:
    """What providers tell afterwards."""

    take_reports: TakeReports
    take_reply: TakeReply


@dataclass(frozen=True)
class Dispatcher:
    dispatch: DispatchDue
    signal: WakeUp
    publisher: ConfirmedPublisher
    database: Database
    per_second: float

    def close(self) -> None:
        self.signal.close()
        self.publisher.close()
        self.database.dispose()


@dataclass(frozen=True)
class Senders:
    """All lanes of one provider: what each does with an id, and the gate that all of them go through."""

    lanes: Mapping[Lane, Callable[[UUID], Outcome]]
    gate: Gate
    couriers: Sequence[Courier]
    database: Database

    def close(self) -> None:
        for courier in self.couriers:
            courier.close()
        self.database.dispose()


@dataclass(frozen=True)
class Bounces:
    address: ReturnAddress
    take_reports: TakeReports
    host: str
    port: int
    database: Database


def build_planner(environment: Environment, clock: Clock, *, workers: int) -> Planner:
    database = Database(settings.database_url(environment), pool_size=workers)
    plan = PlanReminders(open_books(database), clock, new_id)
    take_letter, take_code = TakeLetter(open_post(database), clock), TakeLetter(open_code_post(database), clock)
    return Planner(plan, take_letter, take_code, database)


def build_reading(environment: Environment, clock: Clock, *, workers: int) -> Reading:
    database = Database(settings.database_url(environment), pool_size=workers)
    texts = Templates(_links(environment), replies=settings.takes_replies(environment), calendar_files=False)
    look_up = LookUp(PostgresRegister(database), texts, clock)
    return Reading(look_up, Office(database, clock), texts, database)


def build_providers_word(database: Database, clock: Clock) -> ProvidersWord:
    return ProvidersWord(TakeReports(open_receipts(database), clock), TakeReply(open_replies(database), clock, new_id))


def build_dispatcher(environment: Environment, clock: Clock, amqp_url: str) -> Dispatcher:
    chosen = settings.read_dispatcher(environment)
    database = Database(settings.database_url(environment), pool_size=2)
    publisher = ConfirmedPublisher(amqp_url, declare=declare_queues, name="notifications-dispatcher")
    dispatch = DispatchDue(
        lines=PostgresDueLines(database),
        queue=RabbitWorkQueue(publisher),
        clock=clock,
        lease=chosen.lease,
        batch=chosen.batch,
        at_most_under_way=chosen.at_most_under_way,
    )
    return Dispatcher(dispatch, WakeUp(database, DUE_SIGNAL), publisher, database, chosen.per_second)


def build_sms_senders(environment: Environment, clock: Clock) -> Senders:
    chosen = settings.read_sms(environment)
    database = Database(settings.database_url(environment), pool_size=2 * len(SMS_LANES))
    gate = _gate(SMSAPI, database, clock, chosen.per_second)
    couriers = {
        lane: GuardedCourier(
            SmsApi(chosen.url, chosen.token, chosen.sender, answer_seconds=chosen.answer_seconds), gate
        )
        for lane in SMS_LANES
    }
    texts = Templates(_links(environment), replies=settings.takes_replies(environment))
    lanes = _to_patients(database, couriers, texts, clock, chosen.patience)
    lanes[Lane.CODE_SMS] = _codes(database, couriers, Lane.CODE_SMS, clock, chosen.patience)
    return Senders(lanes, gate, list(couriers.values()), database)


def build_email_senders(environment: Environment, clock: Clock) -> Senders:
    chosen = settings.read_email(environment)
    database = Database(settings.database_url(environment), pool_size=2 * len(EMAIL_LANES))
    gate = _gate(SMTP, database, clock, chosen.per_second)
    couriers = {
        lane: GuardedCourier(
            Smtp(chosen.url, chosen.mail_from, clock, seconds=chosen.seconds, returns_to=chosen.returns_to), gate
        )
        for lane in EMAIL_LANES
    }
    lanes = _to_patients(database, couriers, Templates(_links(environment)), clock, chosen.patience)
    lanes[Lane.CODE_EMAIL] = _codes(database, couriers, Lane.CODE_EMAIL, clock, chosen.patience)
    letters = AccountTemplates(settings.read_links(environment).public_url)
    lanes[Lane.LETTERS] = SendMessage(
        open_letter_desk(database), couriers[Lane.LETTERS], letters, clock, chosen.patience, _lag(Lane.LETTERS)
    )
    return Senders(lanes, gate, list(couriers.values()), database)


def _links(environment: Environment) -> PatientLinks:
    chosen = settings.read_links(environment)
    return PatientLinks(chosen.public_url, chosen.keys)


def _to_patients(
    database: Database, couriers: Mapping[Lane, Courier], texts: Templates, clock: Clock, patience: Patience
) -> dict[Lane, Callable[[UUID], Outcome]]:
    """Offers, reminders and what was written, for those lanes of them that there is a courier for."""
    otherwise = PlanReminders(open_books(database), clock, new_id).take_failure
    return {
        lane: SendMessage(open_desk(database), courier, texts, clock, patience, _lag(lane), otherwise)
        for lane, courier in couriers.items()
        if lane in PATIENT_LANES
    }


def _codes(
    database: Database, couriers: Mapping[Lane, Courier], lane: Lane, clock: Clock, patience: Patience
) -> Callable[[UUID], Outcome]:
    wait = impatient(patience)
    return SendMessage(open_code_desk(database), couriers[lane], CodeTemplates(), clock, wait, _lag(lane))


def _gate(provider: str, database: Database, clock: Clock, per_second: float) -> Gate:
    return Gate(provider, Pace(database, provider, per_second), tell=Reporter(database, provider, clock).tell)


def _lag(lane: Lane) -> Callable[[timedelta], None]:
    seconds = LAG.labels(lane.value)
    return lambda lag: seconds.observe(lag.total_seconds())


def build_bounces(environment: Environment, clock: Clock) -> Bounces:
    chosen = settings.read_bounces(environment)
    database = Database(settings.database_url(environment), pool_size=5)
    take_reports = TakeReports(open_receipts(database), clock)
    return Bounces(ReturnAddress(chosen.returns_to), take_reports, chosen.host, chosen.port, database)
