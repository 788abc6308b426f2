"""A practice whose settings have something of everything: own hours, days off, a closed calendar, services."""

from __future__ import annotations

import uuid
from datetime import date, time
from typing import Any

from contracts.scheduling import rpc as scheduling

from services.gateway.tests.fake_practice import FakePractice
from services.gateway.tests.fake_services import FakeServices
from services.gateway.tests.fake_settings import give_service


def furnish_settings(practice: FakePractice, services: FakeServices) -> FakePractice:
    """STANOWISKO 2 works from 12 to 20, Gabinet higieny is closed."""
    services.give_calendar(practice, "Gabinet higieny")
    second, last = practice.calendars[1], practice.calendars[3]
    practice.own_hours[second.id] = [
        day.model_copy(update={"from_": time(12), "to": time(20), "break_": None}) for day in practice.working.days
    ]
    services.put(practice, second, own_hours=True)
    services.put(practice, last, active=False)
    for day in range(7, 12):
        practice.exceptions.append(day_off(None, date(2026, 12, day), name="Urlop"))
    practice.exceptions.append(
        day_off(None, date(2026, 12, 31), name="Sylwester", open=True, from_=time(8), to=time(12))
    )
    give_service(practice, "Przegląd", 30, price="120.00", bookable_online=True)
    give_service(practice, "Leczenie kanałowe pod mikroskopem", 90, price="1400.00")
    give_service(practice, "Piaskowanie", 45, active=False)
    return practice


def day_off(calendar_id: uuid.UUID | None, day: date, **more: Any) -> scheduling.DayException:
    data = {"open": False, "from_": None, "to": None, "break_": None, "name": None} | more
    return scheduling.DayException(id=uuid.uuid4(), calendar_id=calendar_id, date=day, **data)
