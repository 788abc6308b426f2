"""Takes what accounts and notifications announce."""

from __future__ import annotations

from typing import Any

from chassis.entrypoints import Provide, on_event
from chassis.nameko_process import serve
from chassis.process import Process
from contracts.accounts.events import PracticeChangedV1, PracticeRegisteredV1
from contracts.base import Envelope
from contracts.notifications.events import ReminderAnsweredV1

from scheduling import bootstrap
from scheduling.adapters.office import Office
from scheduling.application.answer_reminder import answer_reminder
from scheduling.application.follow_practice import follow_practice
from scheduling.application.welcome_practice import welcome_practice
from scheduling.domain.practice import Channels
from scheduling.domain.quiet_hours import QuietHours
from scheduling.settings import read_settings


class SchedulingConsumer:
    """Stands on an office, which ``run`` provides."""

    name = "scheduling"
    office: Office

    @on_event(PracticeRegisteredV1)
    def on_practice_registered_v1(self, envelope: Envelope[PracticeRegisteredV1]) -> None:
        self.office.take(envelope, "welcome_practice", lambda desk: welcome_practice(desk, **_state(envelope)))

    @on_event(PracticeChangedV1)
    def on_practice_changed_v1(self, envelope: Envelope[PracticeChangedV1]) -> None:
        self.office.take(envelope, "follow_practice", lambda desk: follow_practice(desk, **_state(envelope)))

    @on_event(ReminderAnsweredV1)
    def on_reminder_answered_v1(self, envelope: Envelope[ReminderAnsweredV1]) -> None:
        data = envelope.data
        self.office.take(
            envelope,
            "answer_reminder",
            lambda desk: answer_reminder(
                desk,
                visit_id=data.visit_id,
                visit_starts_at=data.visit_starts_at,
                answer=data.answer,
                answered_at=envelope.occurred_at,
            ),
        )


def _state(envelope: Envelope[Any]) -> dict[str, Any]:
    data = envelope.data
    return {
        "name": data.name,
        "time_zone": data.time_zone,
        "version": envelope.version,
        "phone": data.phone,
        "online_booking": data.online_booking,
        "channels": Channels(data.reminders.sms, data.reminders.email),
        "quiet_hours": QuietHours(data.reminders.quiet_hours.from_, data.reminders.quiet_hours.to),
    }


def run(process: Process) -> None:
    """Serve until asked to stop."""
    settings = read_settings(process.environment)
    office = bootstrap.office(settings, process.clock)
    process.health.add_check("database", office.ping)

    class Service(SchedulingConsumer):
        office: Office = Provide(lambda: office)

    serve(Service, process.settings, settings.workers, health=process.health)
