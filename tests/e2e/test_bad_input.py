"""What cannot be is refused over HTTP with a stable code, by its field, and nothing changes: visits, patients, files.

The stack's clock stands at Monday 23 November 2026, 11:00 in Warsaw. The ids of other practices have a test of their own
(``test_other_practices``); here a stranger's patient, calendar and service stand where one's own would be right.
"""

import uuid

import pytest

from tests.support.practice import Practice, eventually

FRIDAY = "2026-11-27"
FIVE_MEGABYTES = "ą" * 2_500_000
NOBODY = str(uuid.UUID(int=1))
LARGE = (413, "body_too_large", [])
NOT_FOUND = (404, "not_found", [])


def wrong(*fields):
    """Refused for these fields, as ``name:code``."""
    return 422, "validation_failed", sorted(fields)


def at(clock, date=FRIDAY, offset="+01:00"):
    return f"{date}T{clock}:00{offset}"


PLACES = {
    "a calendar that is not there": ({"calendar_id": NOBODY}, NOT_FOUND),
    "a calendar that is no id": ({"calendar_id": "STANOWISKO 1"}, wrong("calendar_id:invalid")),
    "a start off the grid": ({"starts_at": at("12:05")}, wrong("starts_at:not_on_grid")),
    "a start without a zone": ({"starts_at": at("12:00", offset="")}, wrong("starts_at:invalid")),
    "a start with another zone's offset": ({"starts_at": at("12:00", offset="+05:00")}, wrong("starts_at:invalid")),
    "a day that is not": ({"starts_at": at("12:00", "2026-11-31")}, wrong("starts_at:invalid")),
    "an hour that the clock change leaves out": (
        {"starts_at": at("02:30", "2027-03-28")},
        (422, "local_time_missing", []),
    ),
    "last week": ({"starts_at": at("12:00", "2026-11-20")}, wrong("starts_at:in_the_past")),
    "the year 2080": ({"starts_at": at("12:00", "2080-11-27")}, wrong("starts_at:out_of_range")),
    "the year 9999": ({"starts_at": at("12:00", "9999-12-31")}, wrong("starts_at:out_of_range")),
    "ten minutes": ({"minutes": 10}, wrong("minutes:not_on_grid")),
    "no minutes": ({"minutes": 0}, wrong("minutes:out_of_range")),
    "an end before the start": ({"minutes": -30}, wrong("minutes:out_of_range")),
    "thirteen hours": ({"minutes": 780}, wrong("minutes:out_of_range")),
    "half a minute": ({"minutes": 30.5}, wrong("minutes:invalid")),
    "a length in words": ({"minutes": "30"}, wrong("minutes:invalid")),
    "the evening": ({"starts_at": at("20:00")}, (422, "outside_working_time", [])),
    "the break": ({"starts_at": at("10:00")}, (422, "in_break", [])),
    "a field that is not": ({"ends_at": at("11:00")}, wrong("ends_at:unknown_field")),
}
"""Of whatever takes a time of a calendar."""


NOTES = {
    "five megabytes": ({"note": FIVE_MEGABYTES}, LARGE),
    "more than a page": ({"note": "ą" * 2001}, wrong("note:too_long")),
    "a bell": ({"note": "boli\a"}, wrong("note:control_characters")),
    "a zero": ({"note": "boli\0"}, wrong("note:control_characters")),
}
PATIENTS = {
    "a patient who is not there": ({"patient_id": NOBODY}, NOT_FOUND),
    "another practice's patient": ({"patient_id": "their patient"}, NOT_FOUND),
    "no patient": ({"patient_id": None}, wrong("patient_id:invalid")),
}
OTHERS = {
    "another practice's calendar": ({"calendar_id": "their calendar"}, NOT_FOUND),
    "another practice's service": ({"service_id": "their service"}, NOT_FOUND),
}
WEEKS = {
    "every 0 weeks": ({"every_weeks": 0}, wrong("every_weeks:out_of_range")),
    "every 53 weeks": ({"every_weeks": 53}, wrong("every_weeks:out_of_range")),
    "once": ({"count": 1}, wrong("count:out_of_range")),
    "53 times": ({"count": 53}, wrong("count:out_of_range")),
}
KEPT = {
    "for no minute": ({"hold_minutes": 0}, wrong("hold_minutes:out_of_range")),
    "for more than an hour": ({"hold_minutes": 61}, wrong("hold_minutes:out_of_range")),
}
MARKS = {
    "a status that is not": ({"status": "gone"}, wrong("status:invalid")),
    "another patient": ({"patient_id": NOBODY}, wrong("patient_id:unknown_field")),
}
REASONS = {
    "five megabytes": ({"reason": FIVE_MEGABYTES}, LARGE),
    "more than a line": ({"reason": "ą" * 501}, wrong("reason:too_long")),
    "a bell": ({"reason": "chory\a"}, wrong("reason:control_characters")),
}
CARDS = {
    "a name of blanks": ({"first_name": "  "}, wrong("first_name:required")),
    "a name with a bell": ({"last_name": "Ż\aak"}, wrong("last_name:control_characters")),
    "a name without end": ({"last_name": "ż" * 101}, wrong("last_name:too_long")),
    "a name that is a list": ({"first_name": ["Ola"]}, wrong("first_name:invalid")),
    "a phone that is none": ({"phone": "12"}, wrong("phone:invalid_phone")),
    "an address that is none": ({"email": "ola@"}, wrong("email:invalid_email")),
    "a PESEL with a slip": ({"pesel": "90020312346"}, wrong("pesel:invalid_checksum")),
    "born tomorrow": ({"birth_date": "2026-11-24"}, wrong("birth_date:out_of_range")),
    "born on a day that is not": ({"birth_date": "1990-02-30"}, wrong("birth_date:invalid")),
    "five megabytes": ({"notes": FIVE_MEGABYTES}, LARGE),
    "a bell": ({"notes": "uczulenie\a"}, wrong("notes:control_characters")),
    "two at once": ({"phone": "12", "email": "ola@"}, wrong("email:invalid_email", "phone:invalid_phone")),
    "a field that is not": ({"surname": "Lis"}, wrong("surname:unknown_field")),
}
MERGED = {
    "with itself": ({"merged_id": "patient"}, wrong("merged_id:invalid")),
    "another practice's patient": ({"merged_id": "their patient"}, NOT_FOUND),
    "a patient who is not there": ({"merged_id": NOBODY}, NOT_FOUND),
}
FILES = {
    "nothing": ({"text": ""}, (422, "import_not_csv", [])),
    "one column": ({"text": "Imię\nJan\n"}, (422, "import_not_csv", [])),
    "a picture": ({"text": "\0PNG"}, wrong("text:control_characters")),
    "fourteen megabytes": ({"text": "Imię;Nazwisko\n" + "Ola;Lis\n" * 1_700_000}, LARGE),
    "too many rows": ({"text": "Imię;Nazwisko\n" + "O;L\n" * 60_000}, (413, "import_too_large", [])),
    "a name with a bell": ({"file_name": "p\a.csv"}, wrong("file_name:control_characters")),
}
COLUMNS = {
    "a column that is not": ({"columns": {"first_name": "Drugie"}}, wrong("columns.first_name:invalid")),
    "a field that is not": ({"columns": {"shoe_size": "Imię"}}, wrong("columns.shoe_size:unknown_field")),
}
TABLE = [
    ("POST visits", PLACES | OTHERS | PATIENTS | NOTES),
    ("POST visit-series", PLACES | OTHERS | PATIENTS | NOTES | WEEKS),
    ("POST holds", PLACES | OTHERS | KEPT),
    ("POST holds/{hold}/confirm", PATIENTS | NOTES),
    ("PATCH visits/{visit}", PLACES | OTHERS | NOTES | MARKS),
    ("POST visits/{visit}/cancel", REASONS),
    ("POST patients", CARDS),
    ("PATCH patients/{patient}", CARDS),
    ("POST patients/{patient}/merge", MERGED),
    ("POST patient-imports", FILES),
    ("PATCH patient-imports/{import}", COLUMNS),
]
RIGHT = {
    "POST visits": ("calendar_id", "patient_id", "starts_at", "minutes"),
    "POST visit-series": ("calendar_id", "patient_id", "starts_at", "minutes", "every_weeks", "count"),
    "POST holds": ("calendar_id", "starts_at", "minutes"),
    "POST holds/{hold}/confirm": ("patient_id",),
    "POST patients": ("first_name", "last_name"),
    "POST patient-imports": ("file_name", "text"),
}
"""What each needs; the other parts of a right request may be left out."""


@pytest.fixture(scope="module")
def practice(stack):
    """One with a visit, a hold, a patient and a file; ``known`` are the words of the tables that stand for ids."""
    ours, theirs = (Practice(stack.url, name=name) for name in ("Gabinet Uważny", "Gabinet Obcy"))
    calendar, patient = ours.calendar(), ours.add_patient("+48501700100", "pacjent@example.com")
    hours = {"open": True, "from": "08:00", "to": "18:00", "break": {"from": "10:00", "to": "10:30"}}
    assert ours.put("practice/working-time", days=[{"weekday": day, **hours} for day in range(1, 6)]).ok
    held = {"calendar_id": calendar["id"], "starts_at": at("16:00"), "minutes": 30, "hold_minutes": 60}
    file = ours.post("patient-imports", file_name="p.csv", text="Imię;Nazwisko\nOla;Lis\n").json()
    path = f"patient-imports/{file['id']}"
    eventually(lambda: ours.get(path).json()["state"] == "checked", what="a file that is looked through")
    ours.known = {
        "visit": ours.book(patient, calendar, at("15:00")).json()["id"],
        "hold": ours.post("holds", **held).json()["id"],
        "patient": patient["id"],
        "import": file["id"],
        "their patient": theirs.add_patient("+48501700101", "obcy@example.com")["id"],
        "their calendar": theirs.calendar()["id"],
        "their service": theirs.post("services", name="Przegląd", minutes=30).json()["id"],
    }
    ours.right = {
        "calendar_id": calendar["id"],
        "patient_id": patient["id"],
        "starts_at": at("12:00"),
        "minutes": 30,
        "every_weeks": 2,
        "count": 2,
        "first_name": "Ola",
        "last_name": "Lis",
        "file_name": "pacjenci.csv",
        "text": "Imię;Nazwisko\nJan;Wilk\n",
    }
    return ours


@pytest.mark.parametrize(("request_", "cases"), TABLE, ids=[request for request, _ in TABLE])
def test_bad_input_gets_its_code_and_nothing_changes(practice, request_, cases):
    before = everything(practice)
    answers = {why: ask(practice, request_, changes) for why, (changes, _) in cases.items()}
    assert answers == {why: expected for why, (_, expected) in cases.items()}
    assert everything(practice) == before


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("visits", {"from": FRIDAY, "to": "2026-11-26"}, wrong("to:to_before_from")),
        ("visits", {"from": "piątek"}, wrong("from:invalid")),
        ("visits", {"cursor": "x"}, wrong("cursor:invalid")),
        ("visits", {"limit": 0}, wrong("limit:out_of_range")),
        ("holds", {"from": FRIDAY, "to": "2026-11-26"}, wrong("to:to_before_from")),
        ("working-hours", {"from": FRIDAY, "to": "2026-11-26"}, wrong("to:to_before_from")),
        ("free-times", {"from": FRIDAY, "to": "2026-11-26", "minutes": 30}, wrong("to:to_before_from")),
        ("free-times", {"from": FRIDAY, "to": "2027-03-01", "minutes": 30}, wrong("to:out_of_range")),
        ("free-times", {"from": FRIDAY, "to": "2026-11-28", "minutes": 10}, wrong("minutes:not_on_grid")),
        ("free-times", {"from": FRIDAY, "to": "2026-11-28", "service_id": NOBODY}, NOT_FOUND),
        ("patients", {"q": "ż" * 300}, wrong("q:too_long")),
        ("patients", {"q": "\0"}, wrong("q:control_characters")),
    ],
)
def test_what_cannot_be_asked_is_said_by_its_field(practice, path, query, expected):
    assert said(practice.get(path, **query)) == expected


def ask(practice, request_, changes):
    """The right request with these changes in it; the words of the tables that stand for ids become them."""
    verb, path = request_.split(" ")
    body = {name: practice.right[name] for name in RIGHT.get(request_, ())} | {
        name: practice.known.get(value, value) if isinstance(value, str) else value for name, value in changes.items()
    }
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    return said(practice.call(verb, path.format(**practice.known), json=body, headers=headers))


def said(answer):
    problem = answer.json()
    fields = sorted(f"{error['field']}:{error['code']}" for error in problem.get("errors", []))
    return answer.status_code, problem.get("code"), fields


def everything(practice):
    """All that the requests could have changed, and the record of what was."""
    week = {"from": "2026-11-01", "to": "2026-12-10"}
    paths = ("visits", "patients", "patient-imports", f"patient-imports/{practice.known['import']}/rows", "changes")
    return [practice.get(path).json() for path in paths] + [practice.get("holds", **week).json()]
