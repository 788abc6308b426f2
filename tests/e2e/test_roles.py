"""What each role may do, over HTTP: one representative operation for each thing that there is to do."""

import pytest

from tests.support.practice import Caller, Practice, Sandbox

EVERYBODY = {"owner", "admin", "dentist", "receptionist"}
MANAGERS = {"owner", "admin"}
OWNERS = {"owner"}
WHO_MAY = [
    ("GET", "practice", None, EVERYBODY),
    ("PUT", "practice", {"town": "Łódź"}, MANAGERS),
    ("GET", "practice/notifications", None, EVERYBODY),
    ("PUT", "practice/notifications", {"sms": True}, MANAGERS),
    ("GET", "practice/working-time", None, EVERYBODY),
    ("PUT", "practice/working-time", {"days": []}, MANAGERS),
    ("GET", "practice/exceptions", None, EVERYBODY),
    ("POST", "practice/exceptions", {"date": "2026-12-31"}, MANAGERS),
    ("PUT", "practice/holidays/2026-12-25", {"closed": True}, MANAGERS),
    ("GET", "calendars", None, EVERYBODY),
    ("POST", "calendars", {"name": "RTG"}, MANAGERS),
    ("PATCH", "calendars/{calendar_id}", {"color": "teal"}, MANAGERS),
    ("DELETE", "calendars/{calendar_id}", None, MANAGERS),
    ("PUT", "calendars/{calendar_id}/working-time", {"inherits": True}, MANAGERS),
    ("GET", "services", None, EVERYBODY),
    ("POST", "services", {"name": "Przegląd", "minutes": 30}, MANAGERS),
    ("GET", "patients", None, EVERYBODY),
    ("POST", "patients", {"first_name": "Jan", "last_name": "Wilk"}, EVERYBODY),
    ("GET", "patient-duplicates", None, EVERYBODY),
    ("GET", "patient-imports", None, MANAGERS),
    ("POST", "patient-imports", {"file_name": "pacjenci.csv", "text": "Imię;Nazwisko\nJan;Wilk\n"}, MANAGERS),
    ("DELETE", "patients/{patient_id}", None, MANAGERS),
    ("GET", "visits", None, EVERYBODY),
    ("GET", "visits-outside", None, EVERYBODY),
    ("GET", "free-times?from=2026-11-24&to=2026-11-25&minutes=30", None, EVERYBODY),
    ("GET", "messages", None, EVERYBODY),
    (
        "POST",
        "messages",
        {"channel": "sms", "filter": {"not_seen_months": 12}, "text": "Hej", "only_check": True},
        EVERYBODY,
    ),
    ("GET", "messages/state", None, EVERYBODY),
    ("GET", "message-templates", None, EVERYBODY),
    ("PUT", "message-templates", {"language": "pl"}, MANAGERS),
    ("PUT", "message-templates/sms/pl", {"text": None}, MANAGERS),
    ("GET", "sessions", None, EVERYBODY),
    ("PUT", "user/name", {"first_name": "Ewa", "last_name": "Lis"}, EVERYBODY),
    ("GET", "users", None, MANAGERS),
    ("GET", "users/{user_id}", None, MANAGERS),
    ("GET", "invitations", None, MANAGERS),
    ("POST", "invitations", {"email": "{role}@nowi.example.com", "role": "dentist"}, MANAGERS),
    ("GET", "changes", None, OWNERS),
]


@pytest.fixture(scope="module")
def team(stack):
    sandbox = Sandbox(stack.sandbox_url)
    practice = Practice(stack.url, name="Gabinet z Ludźmi")
    practice.calendar()
    hired = {role: practice.hire(role, sandbox) for role in ("admin", "dentist", "receptionist")}
    return {"owner": practice, **hired}


@pytest.mark.parametrize(
    ("verb", "path", "body", "allowed"), WHO_MAY, ids=[f"{verb} {path}" for verb, path, *_ in WHO_MAY]
)
def test_only_who_may_does_it(team, verb, path, body, allowed):
    owner = team["owner"]
    for role, person in team.items():
        things = {"user_id": owner.user_id}
        if "{calendar_id}" in path:
            things["calendar_id"] = owner.post("calendars", name=f"Dla {role}").json()["id"]
        if "{patient_id}" in path:
            things["patient_id"] = owner.post("patients", first_name="Dla", last_name=role).json()["id"]
        sent = {name: v.format(role=role) if isinstance(v, str) else v for name, v in body.items()} if body else None
        answer = person.call(verb, path.format(**things), json=sent)
        if role in allowed:
            assert answer.ok, f"{role}: {answer.text}"
        else:
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), role


def test_what_was_refused_has_not_happened(team):
    for role in ("dentist", "receptionist"):
        team[role].put("practice", town=f"Miasto {role}")
        team[role].put("practice/notifications", sms=False)
    owner = team["owner"]
    assert "Miasto" not in str(owner.get("practice").json()["town"])
    assert owner.get("practice/notifications").json()["sms"] is True


def test_an_administrator_neither_makes_nor_unmakes_an_owner(team):
    owner, admin = team["owner"], team["admin"]
    refused = [
        admin.patch(f"users/{owner.user_id}", role="receptionist"),
        admin.delete(f"users/{owner.user_id}"),
        admin.patch(f"users/{team['dentist'].user_id}", role="owner"),
        admin.post("invitations", email="nowy.wlasciciel@example.com", role="owner"),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(403, "forbidden")] * len(refused)
    assert owner.get("session").json()["user"]["role"] == "owner"


def test_the_last_owner_stays(team):
    owner = team["owner"]
    for answer in (owner.patch(f"users/{owner.user_id}", role="admin"), owner.delete(f"users/{owner.user_id}")):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")
    assert owner.get("session").json()["user"]["role"] == "owner"


def test_another_role_holds_from_the_next_request_on(team):
    owner, dentist = team["owner"], team["dentist"]
    before = owner.get(f"users/{dentist.user_id}")
    changed = owner.call(
        "PATCH", f"users/{dentist.user_id}", json={"role": "admin"}, headers={"If-Match": before.headers["ETag"]}
    )
    assert changed.json()["role"] == "admin"
    assert dentist.get("users").ok
    again = owner.call(
        "PATCH", f"users/{dentist.user_id}", json={"role": "owner"}, headers={"If-Match": before.headers["ETag"]}
    )
    assert (again.status_code, again.json()["code"]) == (412, "version_conflict")
    assert owner.patch(f"users/{dentist.user_id}", role="dentist").ok
    assert dentist.get("users").status_code == 403


def test_who_is_removed_is_out_at_once_and_keeps_the_name(team, stack):
    owner = team["owner"]
    gone = owner.hire("dentist", Sandbox(stack.sandbox_url), first_name="Jan", last_name="Odszedł")
    patient = gone.post("patients", first_name="Jan", last_name="Wilk").json()
    for _ in range(2):  # the answer may have been lost
        assert owner.delete(f"users/{gone.user_id}").status_code == 204
    assert gone.get("session").status_code == 401
    assert gone.user_id not in [each["id"] for each in owner.get("users").json()["items"] if not each["removed"]]
    signing_in = Caller(stack.url).post("sessions", email=gone.email, password="Sekret123")
    assert (signing_in.status_code, signing_in.json()["code"]) == (401, "wrong_credentials")
    (change,) = owner.get("changes", about="patient", about_id=patient["id"]).json()["items"]
    assert (change["act"], change["actor_name"]) == ("add_patient", "Jan Odszedł")
    assert "Wilk" not in str(change)
