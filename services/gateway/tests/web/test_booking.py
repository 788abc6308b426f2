import json
import re

import pytest


def booking(practice, **changed):
    return {
        "key": "klucz",
        "date": "2026-11-24",
        "time": "15:00",
        "minutes": "30",
        "calendar_id": str(practice.calendars[0].id),
        "patient_id": str(next(iter(practice.patients))),
        "note": "",
        **changed,
    }


def new_patient(practice, **changed):
    return booking(
        practice, patient_id="", first_name="Ola", last_name="Nowa", phone="600 100 200", consent_sms="on", **changed
    )


def booked(practice):
    return [v for v in practice.visits.values() if v.starts_at.hour == 15]


def proposed(page):
    return re.search(r'<option value="([0-9:]+)" selected>\1<', page.text)[1]


def test_the_form_proposes_the_next_free_time_of_today(receptionist):
    page = receptionist.get("/visits/new")
    assert 'value="2026-11-23"' in page.text
    assert proposed(page) == "11:30", "the first chair is taken until then"


def test_the_form_proposes_the_opening_of_an_empty_day(receptionist):
    assert proposed(receptionist.get("/visits/new?date=2026-11-25")) == "08:00"


def test_a_cancelled_visit_leaves_its_time_to_be_proposed(receptionist, practice):
    visit = next(v for v in practice.visits.values() if v.starts_at.isoformat() == "2026-11-23T10:30:00+01:00")
    practice.visits[visit.id] = visit.model_copy(update={"status": "cancelled"})
    assert proposed(receptionist.get("/visits/new")) == "10:15"


def test_a_day_without_a_free_time_still_has_a_form(receptionist):
    assert proposed(receptionist.get("/visits/new?date=2026-11-28")) == "08:00"


def test_a_page_without_javascript_books_and_goes_to_that_day(receptionist, practice):
    answer = receptionist.post("/visits", booking(practice))
    assert (answer.status_code, answer.location) == (303, "/calendar?date=2026-11-24")
    (visit,) = booked(practice)
    assert (visit.minutes, visit.starts_at.isoformat()) == (30, "2026-11-24T15:00:00+01:00")
    assert "Zapisano wizytę" in receptionist.get("/calendar/list?date=2026-11-24").text


def test_the_dialog_is_told_and_closes(receptionist, practice):
    answer = receptionist.post("/visits", booking(practice), part=True)
    assert answer.status_code == 204
    said = json.loads(answer.headers["HX-Trigger"])["visit-changed"]
    assert said["close"]
    assert said["message"] == "Zapisano wizytę: Anna Kowalska, jutro o 15:00."


def test_a_double_submit_books_once(receptionist, practice):
    data = new_patient(practice)
    patients = len(practice.patients)
    assert receptionist.post("/visits", data).status_code == 303
    assert receptionist.post("/visits", data).status_code == 303
    assert len(booked(practice)) == 1
    assert len(practice.patients) == patients + 1


def test_a_new_patient_gets_a_card_with_the_consents_given(receptionist, practice):
    receptionist.post("/visits", new_patient(practice))
    added = list(practice.patients.values())[-1]
    assert (added.first_name, added.phone) == ("Ola", "+48600100200")
    assert (added.consents.sms, added.consents.email) == (True, False)


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"time": "09:15"}, 409, "Ten termin jest już zajęty."),
        ({"time": "12:00"}, 422, "W tym czasie jest przerwa."),
        ({"time": "16:00"}, 422, "Ten termin wypada poza czasem pracy."),
        ({"time": ""}, 422, "To pole jest wymagane."),
        ({"time": "25:00"}, 422, "Nieprawidłowa wartość."),
        ({"date": "wczoraj"}, 422, "Nieprawidłowa wartość."),
        ({"minutes": "20"}, 422, "Tylko pełne kwadranse."),
        ({"minutes": "x"}, 422, "Nieprawidłowa wartość."),
        ({"calendar_id": "x"}, 422, "To pole jest wymagane."),
        ({"patient_id": ""}, 422, "To pole jest wymagane."),
    ],
)
def test_a_refusal_is_said_in_words_and_keeps_what_was_typed(receptionist, practice, changed, status, said):
    before = dict(practice.visits)
    answer = receptionist.post("/visits", booking(practice, note="Proszę o fakturę", **changed), part=True)
    assert answer.status_code == status
    assert said in answer.text
    assert 'class="error-summary"' in answer.text
    assert "Proszę o fakturę" in answer.text
    assert practice.visits == before


def test_a_new_patient_of_a_refused_visit_is_not_made_twice(receptionist, practice):
    patients = len(practice.patients)
    refused = receptionist.post("/visits", new_patient(practice, time="09:00"), part=True)
    assert refused.status_code == 409
    added = list(practice.patients)[-1]
    assert f'name="patient_id" value="{added}"' in refused.text
    receptionist.post("/visits", booking(practice, patient_id=str(added), key="inny"))
    assert len(practice.patients) == patients + 1


def test_nothing_is_added_when_the_place_is_not_said(receptionist, practice):
    patients = len(practice.patients)
    assert receptionist.post("/visits", new_patient(practice, date="")).status_code == 422
    assert len(practice.patients) == patients


def test_a_wrong_phone_of_a_new_patient_is_said_under_it(receptionist, practice):
    answer = receptionist.post("/visits", new_patient(practice) | {"phone": "12"}, part=True)
    assert answer.status_code == 422
    assert 'id="v-phone-error"' in answer.text


def test_without_an_answer_the_same_key_stays_in_the_form(receptionist, practice, services):
    services.down = {"scheduling"}
    answer = receptionist.post("/visits", booking(practice))
    assert answer.status_code == 503
    services.down = set()
    from chassis.refusals import Unavailable

    services.refuse_next = {"book_visit": Unavailable("unknown")}
    answer = receptionist.post("/visits", booking(practice), part=True)
    assert answer.status_code == 503
    assert 'name="key" value="klucz"' in answer.text
    assert "nie zapisze się podwójnie" in answer.text


def test_a_refused_form_gets_a_new_key(receptionist, practice):
    assert (
        'name="key" value="klucz"' not in receptionist.post("/visits", booking(practice, time="09:15"), part=True).text
    )


def test_without_javascript_a_patient_is_searched_by_the_button(receptionist, practice):
    page = receptionist.post("/visits", booking(practice, patient_id="", action="find", q="wojcik", note="ważne")).text
    assert 'type="radio" name="patient_id"' in page
    assert "Zofia Wójcik" in page
    assert "ważne" in page


def test_patients_are_offered_as_one_types_and_a_new_one_too(receptionist):
    options = receptionist.get("/patients/options?q=ko").text
    assert "Anna Kowalska" in options
    assert "501 700 100" in options
    assert "Nowy pacjent: ko" in options


def test_names_are_shown_as_text_whatever_they_hold(receptionist, practice):
    receptionist.post("/visits", new_patient(practice) | {"last_name": "<script>alert(1)</script>"})
    for page in ("/patients", "/patients/options?q=ola", "/calendar/list?date=2026-11-24", "/calendar?date=2026-11-24"):
        assert "<script>alert" not in receptionist.get(page).text


def test_an_hour_that_the_clock_change_skips_keeps_the_offset_it_was_asked_in(receptionist, practice, services):
    asked = []
    book = services.book_visit
    services.book_visit = lambda request, context: (asked.append(request.starts_at), book(request, context))[1]
    receptionist.post("/visits", booking(practice, date="2026-03-29", time="02:30"))
    assert asked[0].isoformat() == "2026-03-29T02:30:00+01:00", (
        "scheduling sees that this is not the offset of that instant"
    )
