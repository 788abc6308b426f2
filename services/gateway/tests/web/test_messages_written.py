"""NAPISZ WIADOMOŚĆ: to one patient or many, a look at exactly what goes out, and one button that sends it once."""

import re
from datetime import timedelta

import pytest
from contracts.scheduling import rpc as scheduling
from gateway.web import message_form

from services.gateway.tests.fake_practice import WARSAW
from services.gateway.tests.fake_settings import give_service
from services.gateway.tests.web.conftest import NOW
from services.gateway.tests.web.sent_form import sent_form

TEXT = "Dzień dobry {{ patient_first_name }}, jutro gabinet jest zamknięty."


def new(visitor, address=""):
    return sent_form(visitor.get(f"/messages/new{address}").text, "message-form")


def checked(visitor, **typed):
    """The second step, of a form filled in so."""
    form = new(visitor) | {"who": "all", "text": TEXT, "action": "check"} | typed
    return visitor.post("/messages", form)


def send(visitor, page):
    return visitor.post("/messages", sent_form(page, action="/messages") | {"action": "send"})


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def written(practice):
    return [m for m in practice.messages if m.kind == "written"]


def switch(practice, **channels):
    practice.notifications = practice.notifications.model_copy(update=channels)


def named(practice, first_name):
    return next(p for p in practice.patients.values() if p.first_name == first_name)


# Whom


def test_the_form_begins_with_todays_visits_by_sms(receptionist):
    form = new(receptionist)
    assert (form["who"], form["visit_from"], form["visit_to"]) == ("visits", "2026-11-23", "2026-11-23")
    assert form["channel"] == "sms"


def test_a_card_leads_to_a_form_for_its_patient(receptionist, practice):
    anna = named(practice, "Anna")
    page = receptionist.get(f"/messages/new?patient_id={anna.id}").text
    form = sent_form(page, "message-form")
    assert (form["who"], form["patient_id"]) == ("one", str(anna.id))
    assert "Anna Kowalska" in page


def test_a_day_leads_to_a_form_for_its_visits(receptionist):
    form = new(receptionist, "?who=visits&visit_from=2026-11-24")
    assert (form["visit_from"], form["visit_to"]) == ("2026-11-24", "2026-11-24")


def test_one_patient_gets_it(receptionist, practice):
    anna = named(practice, "Anna")
    page = checked(receptionist, who="one", patient_id=str(anna.id)).text
    assert "WYŚLIJ DO 1 PACJENTA (1 SMS)" in page
    send(receptionist, page)
    assert [m.patient_id for m in written(practice)] == [anna.id]


def test_both_ends_of_a_span_of_days_belong_to_it(app, receptionist, practice):
    tomorrow = {v.patient_id for v in practice.visits.values() if v.starts_at.astimezone(WARSAW).day == 24}
    send(receptionist, checked(receptionist, who="visits", visit_from="2026-11-24", visit_to="2026-11-24").text)
    with_phone = {one for one in tomorrow if practice.patients[one].phone}
    assert {m.patient_id for m in written(practice)} == with_phone


def test_visits_are_narrowed_by_chair_and_service(receptionist, services, practice):
    service = give_service(practice, "Przegląd", 30)
    chair = practice.calendars[1].id
    on_chair = [
        v for v in practice.visits.values() if v.calendar_id == chair and v.starts_at.astimezone(WARSAW).day == 23
    ]
    shown = scheduling.VisitService(id=service.id, name=service.name, color=service.color)
    practice.visits[on_chair[0].id] = on_chair[0].model_copy(update={"service": shown})
    typed = {"who": "visits", "calendar_id": str(chair), "service_id": str(service.id)}
    send(receptionist, checked(receptionist, **typed).text)
    assert [m.patient_id for m in written(practice)] == [on_chair[0].patient_id]


def test_those_who_have_not_been_here_for_long(receptionist, practice):
    old = next(v for v in practice.visits.values())
    practice.visits = {old.id: old.model_copy(update={"starts_at": old.starts_at - timedelta(days=400)})}
    send(receptionist, checked(receptionist, who="away", months="12").text)
    assert [m.patient_id for m in written(practice)] == [old.patient_id]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"who": "one"}, "patient"),
        ({"who": "one", "patient_id": "nobody"}, "patient"),
        ({"who": "visits", "visit_from": ""}, "visit_from"),
        ({"who": "visits", "visit_from": "wczoraj"}, "visit_from"),
        ({"who": "visits", "visit_from": "2026-11-24", "visit_to": "2026-11-23"}, "visit_to"),
        ({"who": "visits", "visit_from": "2026-11-24", "visit_to": "2028-11-24"}, "visit_to"),
        ({"who": "away", "months": "7"}, "months"),
        ({"who": "everybody"}, "who"),
        ({"channel": "pigeon"}, "channel"),
        ({"text": "  "}, "text"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(receptionist, practice, typed, field):
    answer = checked(receptionist, subject="Ważne", **typed)
    assert answer.status_code == 422
    assert f'id="m-{field}-error"' in answer.text
    assert f'id="m-{field}"' in answer.text, "the summary's link leads somewhere"
    assert sent_form(answer.text, "message-form")["subject"] == "Ważne"
    assert written(practice) == []


def test_a_choice_that_fits_nobody_says_so(receptionist, practice):
    answer = checked(receptionist, who="visits", visit_from="2026-12-24", visit_to="2026-12-24")
    assert answer.status_code == 422
    assert "Nikt nie pasuje do tego wyboru" in answer.text


def test_how_many_fit_is_said_while_choosing(receptionist, practice):
    form = new(receptionist) | {"who": "all"}
    assert (
        f"Pasuje {len(practice.patients)} pacjentów." in receptionist.post("/messages/recipients", form, part=True).text
    )
    form |= {"who": "visits", "visit_from": "2026-12-24", "visit_to": ""}
    assert "Nikt nie pasuje." in receptionist.post("/messages/recipients", form, part=True).text
    form |= {"visit_from": "x"}
    assert "pasuje" not in receptionist.post("/messages/recipients", form, part=True).text.lower()


def test_without_javascript_a_patient_is_searched_and_chosen(receptionist, practice):
    anna = named(practice, "Anna")
    found = receptionist.post(
        "/messages", new(receptionist) | {"who": "one", "q": "kowal", "action": "find", "text": TEXT}
    )
    assert f'name="patient_id" value="{anna.id}"' in found.text
    assert f"{TEXT}</textarea>" in found.text
    other = receptionist.post("/messages", {"who": "one", "patient_id": str(anna.id), "action": "other"})
    assert 'name="patient_id" value=""' in other.text


def test_the_field_offers_patients_and_no_new_one(receptionist):
    offered = receptionist.get("/messages/patients?q=kowal", part=True).text
    assert "Anna Kowalska" in offered
    assert "Znaleziono 1 pacjenta" in offered
    assert "Nowy pacjent" not in offered
    assert "Nikogo nie znaleziono" in receptionist.get("/messages/patients?q=zzz", part=True).text


# What


def test_the_preview_shows_the_words_the_parts_and_what_we_add(receptionist):
    part = words(receptionist.post("/messages/preview", {"channel": "sms", "text": TEXT}, part=True).text)
    assert "Dzien dobry Zofia, jutro gabinet jest zamkniety." in part
    assert "1 SMS · 77 znaków · zostało 83" in part
    assert "dopisujemy je na końcu" in part


def test_the_preview_says_what_polish_letters_cost(receptionist, services, practice):
    services.book(practice).without_polish_letters = False
    part = words(receptionist.post("/messages/preview", {"channel": "sms", "text": TEXT}, part=True).text)
    assert "2 SMS-y" in part
    assert "skracają SMS do 70 znaków" in part
    assert "Wysyłaj bez polskich liter" in part


def test_the_preview_of_a_letter_has_its_subject_and_no_parts(receptionist):
    typed = {"channel": "email", "text": TEXT, "subject": "Urlop"}
    part = receptionist.post("/messages/preview", typed, part=True).text
    assert "<strong>Urlop</strong>" in part
    assert "Dzień dobry Zofia" in part
    assert "SMS" not in part


def test_the_letter_itself_opens_with_a_policy_of_its_own(receptionist):
    typed = {"channel": "email", "text": TEXT, "subject": "Urlop", "as": "mail"}
    answer = receptionist.post("/messages/preview", typed)
    assert answer.text.startswith("<!doctype html><title>Urlop")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_the_preview_says_what_is_wrong_in_words(receptionist):
    part = receptionist.post("/messages/preview", {"channel": "sms", "text": "Cześć {{ imie }}"}, part=True).text
    assert "Nie znamy pola {{ imie }}: wybierz jedno z listy." in part
    part = receptionist.post("/messages/preview", {"channel": "sms", "text": "Cześć {{ imie"}, part=True).text
    assert "Coś jest nie tak z nawiasami klamrowymi." in part


def test_words_are_never_markup(receptionist, practice):
    part = receptionist.post("/messages/preview", {"channel": "sms", "text": "<script>x</script>"}, part=True).text
    assert "<script>" not in part
    assert "<script>x" not in checked(receptionist, text="<script>x</script>").text


def test_an_unknown_placeholder_is_refused_beside_the_text(receptionist, practice):
    answer = checked(receptionist, text="Cześć {{ visit_hour }}")
    assert answer.status_code == 422
    assert 'id="m-text-error"' in answer.text


def test_only_placeholders_that_fit_are_offered(receptionist):
    page = receptionist.get("/messages/new").text
    offered = re.findall(r'data-insert="{{ (\w+) }}"', page)
    assert offered == ["practice_name", "practice_phone", "patient_first_name", "patient_last_name"]
    assert "<code>{{ patient_first_name }}</code> Imię" in page, "without JavaScript it is typed"


def test_the_form_works_while_the_preview_does_not(receptionist, services, practice):
    answer = receptionist.post("/messages/preview", {"channel": "sms", "text": TEXT}, part=True)
    assert answer.status_code == 200
    services.down = {"notifications"}
    answer = receptionist.post("/messages/preview", {"channel": "sms", "text": TEXT}, part=True)
    assert "Tu zobaczysz, co dostanie pacjent." in answer.text


# Before it goes out


def test_the_second_step_says_exactly_who_gets_what(receptionist, practice):
    ewa, igor = named(practice, "Ewa"), named(practice, "Igor")
    practice.patients[igor.id] = igor.model_copy(update={"consents": scheduling.Consents(sms=False)})
    assert ewa.phone is None
    page = checked(receptionist).text
    said = words(page)
    assert "Pacjenci 11 SMS-y łącznie 11" in said
    assert "2 pacjentów nic nie dostanie" in said
    assert "brak numeru telefonu: 1" in said
    assert "brak zgody: 1" in said
    assert "Pierwsze 5 z 11." in said
    assert len(re.findall(r'class="sample-to"', page)) == 5
    assert "Dzien dobry Maria, jutro gabinet jest zamkniety. Gabinet Usmiech, 501 700 100" in said
    assert "WYŚLIJ DO 11 PACJENTÓW (11 SMS)" in said
    assert written(practice) == [], "nothing has gone out"


def test_a_letter_counts_no_sms(receptionist, practice):
    anna = named(practice, "Anna")
    practice.patients[anna.id] = anna.model_copy(update={"email": "anna@example.pl"})
    page = checked(receptionist, who="one", patient_id=str(anna.id), channel="email", subject="Urlop").text
    assert ">WYŚLIJ DO 1 PACJENTA</button>" in page
    assert "anna@example.pl" in page
    send(receptionist, page)
    assert written(practice)[0].subject == "Urlop"


def test_when_nobody_can_get_it_nothing_is_offered_to_send(receptionist, practice):
    ewa = named(practice, "Ewa")
    page = checked(receptionist, who="one", patient_id=str(ewa.id)).text
    assert "Nikt by jej nie dostał." in page
    assert 'value="send"' not in page


def test_the_way_back_keeps_what_was_written(receptionist):
    page = checked(receptionist, who="visits", months="9", text="Wiersz 1\nWiersz 2 & <b>").text
    back = receptionist.post("/messages", sent_form(page, action="/messages") | {"action": "back"})
    form = sent_form(back.text, "message-form")
    assert (form["who"], form["months"]) == ("visits", "9")
    assert "Wiersz 1\nWiersz 2 &amp; &lt;b&gt;</textarea>" in back.text


def test_more_than_can_be_written_to_at_once_is_said(receptionist, services, practice, monkeypatch):
    everybody = services.select_patients
    monkeypatch.setattr(
        services, "select_patients", lambda *asked: everybody(*asked).model_copy(update={"complete": False})
    )
    assert "Pasuje ponad 10 000 pacjentów." in checked(receptionist).text


def test_after_the_quiet_hours_it_says_when(receptionist, services, practice, monkeypatch):
    quiet = services.write_messages
    morning = NOW.replace(day=24, hour=8, minute=0)
    monkeypatch.setattr(
        services, "write_messages", lambda *asked: quiet(*asked).model_copy(update={"send_at": morning})
    )
    said = words(checked(receptionist).text)
    assert "Początek wysyłki jutro o 08:00" in said
    assert "w nocy nikogo nie niepokoimy" in said


# Sending


def test_it_goes_to_exactly_those_who_were_shown(receptionist, services, practice):
    page = checked(receptionist).text
    shown = set(practice.patients)
    services.add_patient(
        scheduling.AddPatient(first_name="Nowy", last_name="Pacjent", phone="501700999"),
        type("Context", (), {"practice_id": practice.practice.id, "actor": None})(),
    )
    send(receptionist, page)
    assert {m.patient_id for m in written(practice)} <= shown


def test_sending_leads_to_its_progress(receptionist, services, practice):
    answer = send(receptionist, checked(receptionist).text)
    batch = services.book(practice).batches[0]
    assert (answer.status_code, answer.location) == (303, f"/messages/batches/{batch.id}")
    assert batch.text == TEXT
    assert batch.actor_id == practice.user.id


def test_pressing_twice_sends_once(receptionist, services, practice):
    page = checked(receptionist).text
    first, second = send(receptionist, page), send(receptionist, page)
    assert first.location == second.location
    assert len(services.book(practice).batches) == 1


def test_no_answer_is_not_the_end_and_again_is_still_once(receptionist, services, practice):
    page = checked(receptionist).text
    send(receptionist, page)
    services.down = {"notifications"}
    answer = send(receptionist, page)
    assert answer.status_code == 503
    assert "nikt nie dostanie wiadomości dwa razy" in answer.text
    assert "WYŚLIJ DO 12 PACJENTÓW (12 SMS)" in answer.text
    services.down = set()
    assert send(receptionist, answer.text).status_code == 303
    assert len(services.book(practice).batches) == 1


@pytest.mark.parametrize("down", ["notifications", "scheduling"])
def test_while_nobody_answers_nothing_written_is_lost(receptionist, services, practice, down):
    form = new(receptionist) | {"who": "all", "text": TEXT, "action": "check"}
    services.down = {down}
    answer = receptionist.post("/messages", form)
    assert answer.status_code == 503
    assert f"{TEXT}</textarea>" in answer.text
    assert "Spróbuj" in answer.text


def test_looking_at_the_form_says_nothing_is_wrong(receptionist):
    page = receptionist.get("/messages/new?who=visits&visit_from=x").text
    assert "error-summary" not in page


@pytest.mark.parametrize("ids", ["", "x", "AAAA", "ł" * 22, "A" * 23])
def test_a_list_of_patients_that_is_none_sends_nothing(receptionist, practice, ids):
    form = sent_form(checked(receptionist).text, action="/messages") | {"ids": ids, "action": "send"}
    assert receptionist.post("/messages", form).status_code == 422
    assert written(practice) == []


def test_ten_thousand_patients_fit_into_the_form():
    import uuid

    ids = [uuid.uuid4() for _ in range(10_000)]
    packed = message_form.pack(ids)
    assert message_form.unpack(packed) == ids
    assert len(packed) < 250_000, "Flask takes forms of half a megabyte"


# Switches


def test_a_channel_that_is_off_is_not_offered(receptionist, practice):
    switch(practice, sms=False)
    page = receptionist.get("/messages/new").text
    assert re.search(r'name="channel" value="sms" disabled', page)
    assert sent_form(page, "message-form")["channel"] == "email"
    assert "SMS-y są wyłączone w ustawieniach gabinetu." in page
    assert 'href="/settings/practice#notifications-title"' in page


def test_when_everything_is_off_there_is_nothing_to_send(receptionist, practice):
    switch(practice, sms=False, email=False)
    page = receptionist.get("/messages/new").text
    assert "Wiadomości są wyłączone" in page
    assert 'id="message-form"' not in page


def test_switched_off_between_the_look_and_the_sending(receptionist, practice):
    page = checked(receptionist).text
    switch(practice, sms=False)
    answer = send(receptionist, page)
    assert answer.status_code == 409
    assert "SMS-y są wyłączone w ustawieniach gabinetu." in answer.text
    assert written(practice) == []
