"""A practice in the middle of its working day, to test with and to click through.

``python -m services.gateway.tests.furnished [PORT]`` serves the pages on top of it.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, time, timedelta
from typing import Any

from contracts.accounts import rpc as accounts
from contracts.scheduling import rpc as scheduling
from gateway.refusals import Refused

from services.gateway.tests.fake_practice import WARSAW, FakePractice
from services.gateway.tests.fake_services import FakeServices
from services.gateway.tests.fake_settings import give_service

NAMES = (
    "Anna Kowalska", "Piotr Nowak", "Zofia Wójcik", "Jan Wiśniewski", "Ewa Lewandowska", "Tomasz Zając", "Maria Dąbrowska",
    "Adam Król", "Julia Mazur", "Igor Wrona", "Barbara Szymańska", "Łukasz Żak", "Katarzyna Brzęczyszczykiewicz-Nowakowska",
)  # fmt: skip


def furnish(fake: FakeServices, *, chairs: int = 3, email: str = "anna@example.pl") -> FakePractice:
    """A practice in the middle of its working day: anna@example.pl (or ``email``), password Tajne123."""
    registered = fake.register_practice(
        accounts.RegisterPractice(
            first_name="Anna", last_name="Zielińska", email=email, password="Tajne123",
            practice_name="Gabinet Uśmiech", accept_terms=True,
        ),
        None,
    )  # fmt: skip
    kept = list(fake.practices.values())[-1]
    kept.people[0].change(email_confirmed=True)
    del fake.sessions[registered.session.token]
    for number in range(2, chairs + 1):
        fake.give_calendar(kept, f"STANOWISKO {number}")
    pause = scheduling.WallSpan(from_=time(12), to=time(12, 30))
    days = [d.model_copy(update={"break_": pause if d.open else None}) for d in kept.working.days]
    kept.working = scheduling.WorkingTime(days=days, version=2)
    context = type("Context", (), {"practice_id": kept.practice.id, "idempotency_key": None})()
    people = []
    for at, name in enumerate(NAMES):
        first, last = name.split(" ", 1)
        phone = f"+48501700{100 + at}" if at != 4 else None
        people.append(fake.add_patient(scheduling.AddPatient(first_name=first, last_name=last, phone=phone), context))
    today = fake.now().astimezone(WARSAW).date()
    statuses = (
        "finished",
        "finished",
        "in_chair",
        "waiting",
        "confirmed",
        "planned",
        "planned",
        "no_show",
        "confirmed",
    )
    for day in (today, today + timedelta(days=1)):
        for at, (chair, hour, minutes) in enumerate(
            [
                (0, 8.0, 45),
                (1, 8.25, 60),
                (0, 9.0, 60),
                (2, 9.5, 15),
                (1, 10.0, 90),
                (0, 10.5, 60),
                (2, 11.0, 45),
                (0, 13.0, 30),
                (1, 13.5, 15),
                (0, 13.75, 15),
                (2, 14.0, 60),
            ]
        ):
            if chair >= chairs:
                continue
            start = datetime.combine(day, time(int(hour), int(hour % 1 * 60)), WARSAW)
            asked = scheduling.BookVisit(
                calendar_id=kept.calendars[chair].id, patient_id=people[at].id, starts_at=start, minutes=minutes,
                note="Uczulenie na penicylinę" if at == 2 else None,
            )  # fmt: skip
            try:
                visit = fake.book_visit(asked, context)
            except Refused:
                continue
            status = statuses[at % len(statuses)] if day == today else "planned"
            kept.visits[visit.id] = visit.model_copy(update={"status": status})
    return kept


def furnish_visits(fake: FakeServices, kept: FakePractice) -> None:
    """What a calendar may show beside plain visits: services, a double booking, a held time, somebody to be called."""
    services = [
        give_service(kept, name, minutes, color=color)
        for name, minutes, color in (
            ("Przegląd", 30, "teal"),
            ("Leczenie kanałowe", 90, "rose"),
            ("Higienizacja", 60, "violet"),
        )
    ]
    for at, visit in enumerate(list(kept.visits.values())):
        one = services[at % 4] if at % 4 < len(services) else None
        told = scheduling.VisitService(id=one.id, name=one.name, color=one.color) if one else None
        kept.visits[visit.id] = visit.model_copy(update={"service": told})
    today = fake.now().astimezone(WARSAW).replace(minute=0, second=0, microsecond=0)
    book_at(fake, kept, today.replace(hour=10, minute=30), 45, overbook=True, patient_id=list(kept.patients)[9])
    called = next(v for v in kept.visits.values() if v.starts_at == today.replace(hour=11))
    kept.visits[called.id] = called.model_copy(update={"patient_answer": "no"})
    fake.give_hold(kept, kept.calendars[2].id, today.replace(hour=13), 45)


def book_at(
    fake: FakeServices, kept: FakePractice, start: datetime, minutes: int = 30, **more: Any
) -> scheduling.Visit:
    """A visit of the first patient on the first chair."""
    context = type("Context", (), {"practice_id": kept.practice.id, "idempotency_key": None})()
    asked = {"calendar_id": kept.calendars[0].id, "patient_id": next(iter(kept.patients)), **more}
    return fake.book_visit(scheduling.BookVisit(starts_at=start, minutes=minutes, **asked), context)


def main() -> None:
    from gateway.app import create_app
    from gateway.settings import GatewaySettings

    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8090
    offset = float(os.environ.get("CLOCK_OFFSET_SECONDS", "0"))
    fake = FakeServices(lambda: datetime.now(UTC) + timedelta(seconds=offset))
    furnish(fake)
    settings = GatewaySettings(
        env="laptop", amqp_url="amqp://nowhere", secret_key="fake", port=port, clock_offset=offset
    )
    app = create_app(settings, call=fake)
    app.run(port=port, debug=True, use_reloader=bool(os.environ.get("RELOAD")), threaded=True)


if __name__ == "__main__":
    main()
