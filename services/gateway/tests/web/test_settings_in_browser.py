"""The settings' screens, wide and on a phone; by mouse, by keyboard alone, and left with changes unsaved."""

from datetime import date, time

import pytest
from contracts.scheduling import rpc as scheduling

from services.gateway.tests.fake_settings import give_service

pytestmark = pytest.mark.browser


@pytest.fixture
def furnished(practice, services):
    """Own hours, days off, a closed calendar and services: something of everything."""
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


def day_off(calendar_id, day, **more):
    import uuid

    data = {"open": False, "from_": None, "to": None, "break_": None, "name": None} | more
    return scheduling.DayException(id=uuid.uuid4(), calendar_id=calendar_id, date=day, **data)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("settings-practice", "/settings/practice"),
        ("settings-calendars", "/settings/calendars"),
        ("settings-services", "/settings/services"),
        ("settings-service-new", "/settings/services/new"),
        ("calendar-outside", "/calendar/outside"),
    ],
)
def test_every_page_of_the_settings(any_screen, furnished, name, path):
    any_screen.sign_in()
    any_screen.go(path)
    any_screen.check(name)
