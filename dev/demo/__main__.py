"""``python -m dev.demo --url http://127.0.0.1:8000``: see ``make demo``."""

from __future__ import annotations

import argparse
import secrets
import sys
from datetime import date, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from dev.demo import practice
from dev.demo.api import Api, NeverCame, NotRunning, Refused
from dev.demo.patients import read_patients
from dev.demo.week import DAYS, Visit, openings, plan_week, status_of


def feed(api: Api, email: str, password: str, chance: Random) -> None:
    zone = _register(api, email, password)
    today = api.now().astimezone(zone).date()
    calendars = _set_up(api, today)
    patients = [api.post("/patients", patient) for patient in read_patients()]
    print(f"Patients: {len(patients)}", flush=True)
    hours = api.get("/working-hours", **{"from": f"{today}", "to": f"{today + timedelta(days=DAYS)}"})
    visits = plan_week(openings(hours, [calendar["id"] for calendar in calendars]), len(patients), chance)
    for visit in visits:
        _book(api, visit, calendars, patients, chance)
    print(f"Visits: {len(visits)} from today on", flush=True)


def _set_up(api: Api, today: date) -> list[dict[str, Any]]:
    """Chairs, their hours and days off, services; answers the calendars from left to right."""
    first: list[dict[str, Any]] = api.wait_for("the first calendar", lambda: api.get("/calendars")["items"])
    more = practice.CHAIRS[len(first) :]
    calendars = first + [api.post("/calendars", {"name": chair.name, "color": chair.color}) for chair in more]
    api.put("/practice/working-time", practice.working_time())
    for calendar, chair in zip(calendars, practice.CHAIRS, strict=True):
        if chair.week is not None:
            api.put(f"/calendars/{calendar['id']}/working-time", practice.own_hours(chair.week))
    api.post(f"/calendars/{calendars[practice.HYGIENE]['id']}/exceptions", practice.holiday_of_hygiene(today))
    api.post("/practice/exceptions", practice.training_day(today))
    print(f"Calendars: {', '.join(calendar['name'] for calendar in calendars)}", flush=True)
    services = [api.post("/services", service) for service in practice.SERVICES]
    print(f"Services: {', '.join(service['name'] for service in services)}", flush=True)
    return calendars


def _register(api: Api, email: str, password: str) -> ZoneInfo:
    """Leaves the session signed in; the practice's zone."""
    registered = api.post("/practices", practice.OWNER | {"email": email, "password": password, "accept_terms": True})
    api.sign_in(registered["session"]["token"])
    known = api.put("/practice", practice.DATA)
    print(f"Practice: {known['name']}", flush=True)
    return ZoneInfo(known["time_zone"])


def _book(
    api: Api, visit: Visit, calendars: list[dict[str, Any]], patients: list[dict[str, Any]], chance: Random
) -> None:
    booked = api.post(
        "/visits",
        {
            "calendar_id": calendars[visit.calendar]["id"],
            "patient_id": patients[visit.patient]["id"],
            "starts_at": visit.starts_at.isoformat(),
            "minutes": visit.minutes,
            "note": visit.note,
        },
    )
    status = status_of(visit, api.now(), chance)
    if status is not None:
        api.patch(f"/visits/{booked['id']}", {"status": status})


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m dev.demo", description="Feeds a running system with a practice.")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="address of the gateway (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=2026, help="another number gives another week")
    arguments = parser.parse_args()
    email = f"magdalena.wrona-{secrets.token_hex(3)}@example.com"
    password = f"Usmiech-{secrets.randbelow(10**6):06}"
    with Api(arguments.url) as api:
        try:
            api.require_running()
            feed(api, email, password, Random(arguments.seed))  # noqa: S311 - chance, not secrecy
        except NotRunning as wrong:
            print(f"{wrong}. Is the system running? Start it with: make run", file=sys.stderr)
            return 1
        except (Refused, NeverCame) as wrong:
            print(f"The demonstration stopped: {wrong}", file=sys.stderr)
            return 1
    print(f"\nLog in at {api.url} with\n  {email}\n  {password}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
