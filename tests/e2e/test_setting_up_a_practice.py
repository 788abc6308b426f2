"""A practice is set up by API: four chairs with hours of their own, three people, services, days off, switches.

The stack's clock stands at Monday 23 November 2026, 11:00 in Warsaw.
"""

import itertools

import pytest
import requests

from tests.support.practice import Practice, Sandbox, eventually

FRIDAY = "2026-11-27"
HOURS = {
    "STANOWISKO 1": ("08:00", "16:00"),
    "Higiena": ("07:00", "11:00"),
    "RTG": ("12:00", "20:00"),
    "Chirurgia": None,
}
"""None: it keeps the practice's."""


@pytest.fixture(scope="module")
def sandbox(stack):
    return Sandbox(stack.sandbox_url)


@pytest.fixture(scope="module")
def practice(stack):
    registered = Practice(stack.url, name="Gabinet Cztery Fotele")
    registered.calendar()
    return registered


@pytest.fixture(scope="module")
def chairs(practice):
    """By their names; each has hours of its own but for the last."""
    first = practice.calendar()
    made = {first["name"]: first}
    for name in itertools.islice(HOURS, 1, None):
        answer = practice.post("calendars", name=name)
        assert answer.status_code == requests.codes.created, answer.text
        assert answer.headers["Location"] == f"/api/v1/calendars/{answer.json()['id']}"
        made[name] = answer.json()
    for name, hours in HOURS.items():
        if hours:
            days = [{"weekday": day, "open": True, "from": hours[0], "to": hours[1]} for day in range(1, 6)]
            answer = practice.put(f"calendars/{made[name]['id']}/working-time", days=days)
            assert answer.status_code == requests.codes.ok, answer.text
    return made


@pytest.fixture(scope="module")
def patient(practice):
    return practice.add_patient("+48501700200", "fotele@example.com")


def open_spans(practice, chair, date, next_date):
    """From when to when the chair takes visits on a date."""
    items = practice.get("working-hours", **{"from": date, "to": next_date}).json()["items"]
    (day,) = [item for item in items if item["calendar_id"] == chair["id"]]
    return [(span["starts_at"][11:16], span["ends_at"][11:16]) for span in day["open"]]


def test_the_practice_says_who_it_is_and_two_who_change_it_at_once_are_told(practice):
    read = practice.get("practice")
    data = {"street": "Prosta", "house_number": "7", "postal_code": "00-850", "town": "Warszawa", "nip": "5260250274"}
    tag = {"If-Match": read.headers["ETag"]}
    changed = practice.call("PUT", "practice", json=data | {"phone": "22 123 45 67"}, headers=tag)
    assert changed.json()["phone"] == "+48221234567"
    late = practice.call("PUT", "practice", json={"town": "Łódź"}, headers=tag)
    assert (late.status_code, late.json()["code"]) == (412, "version_conflict")
    wrong = practice.put("practice", nip="5260250275", postal_code="00850", email="inny@example.com")
    assert wrong.status_code == requests.codes.unprocessable
    kept = practice.get("practice").json()
    assert {name: kept[name] for name in data} == data
    assert kept["email"] == practice.email


def test_four_chairs_have_four_different_days(practice, chairs):
    spans = {name: open_spans(practice, chair, FRIDAY, "2026-11-28") for name, chair in chairs.items()}
    expected = {name: [hours] if hours else [("08:00", "16:00")] for name, hours in HOURS.items()}
    assert spans == expected


def test_each_chair_is_booked_by_its_own_hours(practice, chairs, patient):
    early = {name: practice.book(patient, chair, f"{FRIDAY}T07:15:00+01:00") for name, chair in chairs.items()}
    assert {name for name, answer in early.items() if answer.ok} == {"Higiena"}
    assert {answer.json()["code"] for answer in early.values() if not answer.ok} == {"outside_working_time"}
    assert practice.book(patient, chairs["RTG"], f"{FRIDAY}T19:30:00+01:00", 30).ok


def test_chairs_are_renamed_ordered_closed_and_opened_again(practice, chairs):
    backwards = [each["id"] for each in practice.get("calendars").json()["items"]][::-1]
    ordered = practice.put("calendars/order", calendar_ids=backwards).json()["items"]
    assert [each["id"] for each in ordered] == backwards
    chair = chairs["Chirurgia"]
    assert practice.patch(f"calendars/{chair['id']}", name="Implanty", color="violet").json()["name"] == "Implanty"
    assert practice.delete(f"calendars/{chair['id']}").status_code == requests.codes.no_content
    assert practice.get(f"calendars/{chair['id']}").json()["active"] is False
    reopened = practice.patch(f"calendars/{chair['id']}", name="Chirurgia", active=True)
    assert reopened.json()["active"] is True


def test_the_practices_hours_are_every_chairs_when_asked_for(stack):
    practice = Practice(stack.url, name="Gabinet Dla Wszystkich")
    own, other = practice.calendar(), practice.post("calendars", name="Drugi").json()
    friday = {"weekday": 5, "open": True, "from": "09:00", "to": "12:00", "break": {"from": "10:00", "to": "10:15"}}
    practice.put(f"calendars/{own['id']}/working-time", days=[{**friday, "to": "11:00"}])
    practice.put("practice/working-time", days=[friday])
    assert open_spans(practice, own, FRIDAY, "2026-11-28") == [("09:00", "10:00"), ("10:15", "11:00")]
    assert open_spans(practice, other, FRIDAY, "2026-11-28") == [("09:00", "10:00"), ("10:15", "12:00")]
    practice.put("practice/working-time", days=[], apply_to_all=True)
    assert open_spans(practice, own, FRIDAY, "2026-11-28") == [("09:00", "10:00"), ("10:15", "12:00")]
    assert practice.get(f"calendars/{own['id']}/working-time").json()["inherits"] is True


def test_a_day_off_closes_a_chair_and_shows_the_visits_it_leaves_outside(practice, chairs, patient):
    chair = chairs["STANOWISKO 1"]
    visit = practice.book(patient, chair, "2026-12-03T10:00:00+01:00").json()
    added = practice.post(f"calendars/{chair['id']}/exceptions", date="2026-12-02", until="2026-12-04", name="Urlop")
    assert added.status_code == requests.codes.created, added.text
    assert [each["date"] for each in added.json()["items"]] == ["2026-12-02", "2026-12-03", "2026-12-04"]
    refused = practice.book(patient, chair, "2026-12-03T11:00:00+01:00")
    assert (refused.status_code, refused.json()["code"]) == (422, "outside_working_time")
    (outside,) = practice.get("visits-outside").json()["items"]
    assert (outside["id"], outside["outside"], outside["status"]) == (visit["id"], True, "planned")
    for each in practice.get(added.headers["Location"].removeprefix("/api/v1/")).json()["items"]:
        gone = practice.delete(f"calendars/{chair['id']}/exceptions/{each['id']}")
        assert gone.status_code == requests.codes.no_content
    assert practice.get("visits-outside").json()["items"] == []


def test_a_public_holiday_is_closed_unless_the_practice_works(practice, chairs):
    chair, christmas = chairs["Chirurgia"], {"from": "2026-12-25", "to": "2026-12-26"}
    (holiday,) = practice.get("practice/holidays", **christmas).json()["items"]
    assert (holiday["date"], holiday["closed"]) == ("2026-12-25", True)
    assert open_spans(practice, chair, *christmas.values()) == []
    assert practice.put("practice/holidays/2026-12-25", closed=False).json()["closed"] is False
    assert open_spans(practice, chair, *christmas.values()) == [("08:00", "16:00")]
    no_holiday = practice.put("practice/holidays/2026-12-22", closed=True)
    assert no_holiday.status_code in {requests.codes.not_found, requests.codes.unprocessable}


def test_services_have_length_colour_and_price(practice):
    answer = practice.post("services", name="Przegląd", minutes=30, color="teal", price="120.00", bookable_online=True)
    assert answer.status_code == requests.codes.created, answer.text
    service = answer.json()
    assert practice.get(answer.headers["Location"].removeprefix("/api/v1/")).json() == service
    changed = practice.patch(f"services/{service['id']}", price=None, minutes=45).json()
    assert (changed["price"], changed["minutes"], changed["color"]) == (None, 45, "teal")
    refused = practice.post("services", name="", minutes=20, price="dużo")
    assert {fault["field"] for fault in refused.json()["errors"]} == {"name", "minutes", "price"}
    assert [each["name"] for each in practice.get("services").json()["items"]] == ["Przegląd"]


def test_three_people_come_in_by_letter_each_in_a_role(practice, sandbox):
    hired = {role: practice.hire(role, sandbox) for role in ("admin", "dentist", "receptionist")}
    for role, person in hired.items():
        session = person.get("session").json()
        assert (session["user"]["role"], session["practice"]["id"]) == (role, practice.id)
    people = practice.get("users").json()["items"]
    assert sorted(each["role"] for each in people) == ["admin", "dentist", "owner", "receptionist"]
    assert practice.get("invitations").json()["items"] == []


def test_switching_sms_off_stops_what_is_planned_and_on_again_plans_it(practice, chairs, patient):
    visit = practice.book(patient, chairs["Chirurgia"], "2026-11-26T12:00:00+01:00").json()

    def become(channel, state, reason=None):
        def look():
            items = practice.get("messages", visit_id=visit["id"]).json()["items"]
            return {(each["channel"], each["state"], each["reason"]) for each in items} >= {(channel, state, reason)}

        eventually(look, what=f"{channel} {state} {reason}")

    become("sms", "planned")
    become("email", "planned")
    assert practice.put("practice/notifications", sms=False).json()["sms"] is False
    become("sms", "cancelled", "channel_off")
    become("email", "planned")
    assert practice.put("practice/notifications", sms=True).json()["sms"] is True
    become("sms", "planned")
    planned = [
        each
        for each in practice.get("messages", visit_id=visit["id"]).json()["items"]
        if (each["channel"], each["state"]) == ("sms", "planned")
    ]
    assert len(planned) == 1


def test_online_booking_off_closes_the_public_api(practice):
    def public():
        answer = requests.get(f"{practice.url}/api/v1/public/{practice.slug}", timeout=10)
        return answer.status_code, answer.json().get("code")

    assert practice.put("practice/notifications", online_booking=True).ok
    assert public() == (200, None)
    assert practice.put("practice/notifications", online_booking=False).ok
    assert public() == (409, "online_booking_off")


def test_everything_is_in_the_trail_with_who_did_it(practice):
    seen, before = [], {}
    while before is not None:
        page = practice.get("changes", limit=10, **before).json()
        seen += page["items"]
        before = {"before": page["next_before"]} if page["next_before"] else None
    acts = {each["act"] for each in seen}
    assert acts >= {
        "change_practice",
        "change_notifications",
        "add_calendar",
        "add_service",
        "invite_person",
        "book_visit",
    }
    assert [each["id"] for each in seen] == sorted({each["id"] for each in seen}, reverse=True)
    assert {each["actor_name"] for each in seen if each["act"] == "add_service"} == {"Anna Nowak"}
    assert {each["subject"] for each in practice.get("changes", about="service").json()["items"]} == {"service"}
