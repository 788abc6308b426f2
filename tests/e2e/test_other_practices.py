"""Every operation of the API, as its document describes it, called with the ids of another practice."""

import copy
import uuid

import pytest

from tests.support.api_document import operations
from tests.support.furnished import FurnishedPractice
from tests.support.practice import Caller, Sandbox

PUBLIC = {
    *("POST practices", "POST sessions", "POST sessions/second-factor", "POST email-confirmations"),
    *("POST password-resets", "POST password-resets/check", "POST password-resets/confirm"),
    *("POST invitation-answers", "POST invitation-answers/check", "GET public/{slug}"),
    *("GET public/{slug}/booking", "GET public/{slug}/free-times", "POST public/{slug}/holds"),
    *("DELETE public/{slug}/holds/{hold_id}", "POST public/{slug}/holds/{hold_id}/code"),
    *("POST public/{slug}/holds/{hold_id}/confirm", "POST visit-links/check", "POST visit-links/confirm"),
    *("POST visit-links/cancel", "POST visit-links/free-times", "POST visit-links/move"),
    *("POST public/{slug}/waiting-list", "POST public/{slug}/waiting-list/{joining_id}/confirm"),
    *("POST offer-links/check", "POST offer-links/accept", "POST offer-links/refuse"),
}
QUERY = {"from": "2026-11-23", "to": "2026-12-07"}
"""What required parts of a query are."""
ALSO = {"GET free-times": {"from": "2026-11-24", "minutes": 30}}
"""What else of a query is needed, and what stands still while the clock runs."""
BODIES = {
    "PATCH users/{user_id}": lambda _: {"role": "dentist"},
    "PUT calendars/order": lambda own: {"calendar_ids": own.order()},
    "PATCH calendars/{calendar_id}": lambda _: {"color": "rose"},
    "PUT calendars/{calendar_id}/working-time": lambda _: {"inherits": True},
    "POST calendars/{calendar_id}/exceptions": lambda _: {"date": "2026-12-03"},
    "PATCH services/{service_id}": lambda _: {"name": "Przegląd i skaling"},
    "PATCH patients/{patient_id}": lambda _: {"first_name": "Zofia"},
    "POST patients/{patient_id}/merge": lambda own: {"merged_id": own.things["merged_id"]},
    "PATCH patient-imports/{import_id}": lambda _: {"columns": {"first_name": "Imię", "last_name": "Nazwisko"}},
    "POST patient-imports/{import_id}/start": lambda _: {},
    "POST visits": lambda own: {
        "calendar_id": own.things["calendar_id"],
        "patient_id": own.things["patient_id"],
        "starts_at": "2026-11-27T12:00:00+01:00",
        "minutes": 15,
    },
    "POST holds": lambda own: {
        "calendar_id": own.things["calendar_id"],
        "service_id": own.things["service_id"],
        "starts_at": "2026-11-27T13:00:00+01:00",
        "minutes": 15,
    },
    "POST holds/{hold_id}/confirm": lambda own: {"patient_id": own.things["patient_id"]},
    "POST visit-series": lambda own: {
        "calendar_id": own.things["calendar_id"],
        "patient_id": own.things["patient_id"],
        "starts_at": "2026-11-30T12:00:00+01:00",
        "minutes": 15,
        "every_weeks": 1,
        "count": 2,
    },
    "POST visits/{visit_id}/restore": lambda _: {"overbook": False},
    "PATCH visits/{visit_id}": lambda own: {"calendar_id": own.things["calendar_id"], "note": "boli"},
    "POST visits/{visit_id}/cancel": lambda _: {"reason": "chory"},
    "POST waiting-list": lambda own: {
        "patient_id": own.things["patient_id"],
        "service_id": own.things["service_id"],
        "calendar_ids": [own.things["calendar_id"]],
    },
    "POST recalls/mark": lambda own: {
        "patient_id": own.things["patient_id"],
        "service_id": own.things["service_id"],
        "mark": "invited",
    },
    "POST calendar-feeds": lambda own: {"name": "Gabinet", "calendar_ids": [own.things["calendar_id"]]},
    "PUT practice/online-booking": lambda own: {"calendar_ids": [own.things["calendar_id"]]},
    "POST messages": lambda own: {
        "channel": "sms",
        "text": "Zapraszamy",
        "patient_ids": [own.things["patient_id"]],
        "filter": {"calendar_id": own.things["calendar_id"], "service_id": None},
    },
}
"""A body that each operation with an id would take."""
EITHER = {"POST messages": ("patient_ids", "filter")}
"""Parts of a body of which one may be there: that in which the foreign id is, or the first."""
MOVING = {"expires_at", "last_used_at", "last_seen_at", "checked_at"}
"""What of a practice changes by itself."""


class Subject(FurnishedPractice):
    def order(self):
        return [each["id"] for each in self.get("calendars").json()["items"]]

    def own(self, operation, name):
        """The practice's own id of this name."""
        only_for = {
            "DELETE practice/exceptions/{exception_id}": self.practice_exception_id,
            "POST visits/{visit_id}/restore": self.cancelled_visit_id,
            "POST patient-imports/{import_id}/start": self.started_import_id,
            "DELETE patients/{patient_id}": self.untreated_patient_id,
            "DELETE holds/{hold_id}": self.released_hold_id,
        }
        if operation.name in only_for:
            return only_for[operation.name]
        assert name in self.things, f"{operation.name} takes an id that this test does not know: {name}"
        return self.things[name]


@pytest.fixture(scope="module")
def every_operation(stack):
    return operations(stack.url)


@pytest.fixture(scope="module")
def practices(stack):
    sandbox = Sandbox(stack.sandbox_url)
    return Subject(stack.url, sandbox, name="Gabinet Pierwszy"), Subject(stack.url, sandbox, name="Gabinet Drugi")


def test_another_practices_id_is_not_found_and_nothing_changes(every_operation, practices):
    ours, theirs = practices
    before = everything(every_operation, ours), everything(every_operation, theirs)
    tried, wrong = [], []
    for operation in of_people(every_operation):
        for place in operation.ids:
            tried.append((operation.name, place.where, place.name))
            answer = ask(ours, operation, {place: theirs.own(operation, place.name)})
            if not is_refused(answer, place):
                wrong.append(f"{operation.name}, {place.where} {place.name}: {answer.status_code} {answer.text[:200]}")
    assert wrong == []
    assert set(tried) >= {
        ("GET visits", "query", "patient_id"),
        ("POST visits", "body", "patient_id"),
        ("PUT calendars/order", "body", "calendar_id"),
        ("DELETE calendars/{calendar_id}/exceptions/{exception_id}", "path", "exception_id"),
    }
    assert (everything(every_operation, ours), everything(every_operation, theirs)) == before


def test_the_same_requests_with_ones_own_ids_are_answered(every_operation, practices):
    """So that what was refused above was refused for the id alone. What takes things away comes last."""
    _, theirs = practices
    order = ("GET", "PUT", "PATCH", "POST", "DELETE")
    with_ids = [operation for operation in of_people(every_operation) if operation.ids]
    with_ids.sort(key=lambda each: (order.index(each.verb), -len(each.path)))
    answers = {each.name: ask(theirs, each, {}) for each in with_ids}
    assert {name: answer.text for name, answer in answers.items() if not answer.ok} == {}


def test_without_a_token_nothing_but_the_public_is_answered(stack, every_operation):
    assert {operation.name for operation in every_operation if operation.is_public} == PUBLIC
    wrong = []
    for caller in (Caller(stack.url), Caller(stack.url, "made-up")):
        for operation in every_operation:
            variables = {name: uuid.uuid4() for name in operation.variables} | {"date": "2026-12-25"}
            path = operation.path.format(**variables)
            answer = caller.call(operation.verb, path, json={})
            if not operation.is_public and (answer.status_code, answer.json()["code"]) != (401, "unauthenticated"):
                wrong.append(f"{operation.name}: {answer.status_code} {answer.text[:200]}")
    assert wrong == []


def of_people(every_operation):
    """What people of a practice do; of strangers test_online_booking.py tells."""
    return [operation for operation in every_operation if not operation.is_public]


def ask(caller, operation, foreign):
    """The request with the caller's own ids, except in the places of ``foreign``."""
    variables = {name: caller.own(operation, name) for name in operation.variables}
    query = {name: QUERY[name] for name in operation.required_query} | ALSO.get(operation.name, {})
    body = copy.deepcopy(BODIES[operation.name](caller)) if operation.has_body else None
    either = EITHER.get(operation.name, ())
    tried = [place.at[0] for place in foreign if place.at[0] in either] or either[:1]
    for part in set(either) - {*tried}:
        del body[part]
    for place, value in foreign.items():
        holder, key = {"path": variables, "query": query, "body": body}[place.where], place.at[-1]
        for part in place.at[:-1]:
            holder = holder[part]
        holder[key] = value
    return caller.call(operation.verb, operation.path.format(**variables), params=query, json=body)


def is_refused(answer, place):
    """A filter by an id that is not there finds nothing; everything else says so."""
    if place.where == "query" and answer.ok:
        return answer.json()["items"] == []
    return answer.status_code == 404 and answer.json()["code"] == "not_found"


def everything(every_operation, practice):
    """All that the practice can read of itself."""
    found = {}
    for operation in every_operation:
        if operation.verb == "GET" and not operation.is_public:
            answer = ask(practice, operation, {})
            assert answer.ok, f"{operation.name}: {answer.text}"
            found[operation.name] = standing_still(answer.json())
    return found


def standing_still(part):
    if isinstance(part, dict):
        return {name: standing_still(value) for name, value in part.items() if name not in MOVING}
    return [standing_still(each) for each in part] if isinstance(part, list) else part
