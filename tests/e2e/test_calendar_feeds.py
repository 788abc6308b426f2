"""A chair's visits in somebody's calendar, on the real stack. Its clock stands at Monday 23 November 2026, 11:00."""

from datetime import datetime

import requests
from icalendar import Calendar

from tests.support.practice import CALL_SECONDS, Caller, Practice


def shown_by(answer):
    """Of the visits in a feed, what a calendar program sees first."""
    assert answer.status_code == requests.codes.ok, answer.text
    return [
        (str(event["summary"]), event["dtstart"].dt.isoformat(), str(event["status"]), event["sequence"])
        for event in Calendar.from_ical(answer.text).walk("VEVENT")
    ]


def test_a_calendar_program_sees_a_chairs_visits_until_the_address_is_taken_back(stack):
    practice = Practice(stack.url, name="Gabinet w Kalendarzu")
    chair = practice.calendar()
    other = practice.post("calendars", name="RTG").json()
    service = practice.post("services", name="Przegląd", minutes=30, interval_months=6).json()
    patient = practice.add_patient("+48505334400", "lucja@example.com")
    visit = practice.post(
        "visits", calendar_id=chair["id"], patient_id=patient["id"], service_id=service["id"],
        starts_at="2026-11-24T10:00:00+01:00",
    ).json()  # fmt: skip
    assert practice.book(patient, other, "2026-11-24T12:00:00+01:00").ok, "on a chair that is not in the feed"

    key = "the-same"
    added = practice.post("calendar-feeds", key=key, name="dr Lis", calendar_ids=[chair["id"]])
    assert added.status_code == requests.codes.created, added.text
    feed = added.json()
    assert practice.post("calendar-feeds", key=key, name="dr Lis", calendar_ids=[chair["id"]]).json()["url"] is None

    def fetch(**headers):
        return requests.get(feed["url"], headers=headers, timeout=CALL_SECONDS)

    first = fetch()
    assert shown_by(first) == [("Ł.Ż., Przegląd", "2026-11-24T09:00:00+00:00", "CONFIRMED", visit["version"])]
    assert "Łucja" not in first.text
    assert fetch(**{"If-None-Match": first.headers["ETag"]}).status_code == requests.codes.not_modified

    moved = practice.patch(f"visits/{visit['id']}", starts_at="2026-11-24T11:00:00+01:00").json()
    again = fetch(**{"If-None-Match": first.headers["ETag"]})
    assert shown_by(again) == [("Ł.Ż., Przegląd", "2026-11-24T10:00:00+00:00", "CONFIRMED", moved["version"])]
    assert practice.post(f"visits/{visit['id']}/cancel").ok
    ((_summary, _start, status, sequence),) = shown_by(fetch())
    assert (status, sequence > moved["version"]) == ("CANCELLED", True)

    (listed,) = practice.get("calendar-feeds").json()["items"]
    assert "url" not in listed
    assert datetime.fromisoformat(listed["last_read_at"]).date().isoformat() == "2026-11-23"
    neighbour = Practice(stack.url)
    neighbour.calendar()
    assert neighbour.delete(f"calendar-feeds/{feed['id']}").status_code == requests.codes.not_found
    assert Caller(stack.url).delete(f"calendar-feeds/{feed['id']}").status_code == requests.codes.unauthorized
    assert practice.delete(f"calendar-feeds/{feed['id']}").status_code == requests.codes.no_content
    assert fetch().status_code == requests.codes.gone


def test_what_patients_may_book_is_set_by_a_program(stack):
    practice = Practice(stack.url, name="Gabinet z Regułami")
    practice.calendar()
    read = practice.get("practice/online-booking")
    rules = read.json() | {"notice_minutes": 2880, "horizon_days": 7, "allowed_origins": ["https://gabinet.pl"]}
    changed = practice.put("practice/online-booking", **rules)
    assert changed.json() == rules | {"version": 2}
    stale = practice.call(
        "PUT", "practice/online-booking", json={"most_open": 1}, headers={"If-Match": read.headers["ETag"]}
    )
    assert (stale.status_code, stale.json()["code"]) == (412, "version_conflict")
    service = practice.post("services", name="Przegląd", minutes=30, interval_months=6).json()
    for sent, kept in ((12, 12), (None, None)):
        answer = practice.patch(f"services/{service['id']}", interval_months=sent)
        assert answer.json()["interval_months"] == kept
