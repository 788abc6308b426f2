# ruff: noqa: RUF001 - Polish typography
import json
from datetime import timedelta

import pytest
from contracts.notifications import rpc as notifications
from gateway.refusals import Unavailable

from services.gateway.tests.fake_settings import give_service
from services.gateway.tests.furnished import book_at
from services.gateway.tests.web.sent_form import sent_form


@pytest.fixture
def visit(practice):
    """Tomorrow at 9, on the first chair."""
    return next(v for v in practice.visits.values() if v.starts_at.isoformat() == "2026-11-24T09:00:00+01:00")


def place(visit, **changed):
    return {
        "date": "2026-11-24",
        "time": "14:00",
        "minutes": "45",
        "calendar_id": str(visit.calendar_id),
        "expected_version": str(visit.version),
        "key": "k",
        **changed,
    }


def test_the_panel_says_who_when_where_and_what_will_be_sent(receptionist, visit):
    panel = receptionist.get(f"/visits/{visit.id}", part=True).text
    for said in (
        "Zofia Wójcik",
        "wt., 24 listopada, 09:00–10:00",
        "STANOWISKO 1",
        "501 700 102",
        "zaplanowana",
        "penicylinę",
    ):
        assert said in panel
    assert "<html" not in panel


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        ("planned", None, "SMS wyślemy jutro o 10:00."),
        ("queued", None, "SMS jest właśnie wysyłany."),
        ("sent", None, "SMS wysłano dziś o 9:00."),
        ("delivered", None, "SMS dostarczono dziś o 9:00."),
        ("failed", "rejected_by_provider", "Nie udało się wysłać SMS-a. Powód: operator odrzucił wiadomość."),
        ("cancelled", "channel_off", "SMS został wycofany. Powód: wyłączone w ustawieniach."),
        ("skipped", "no_phone", "SMS nie zostanie wysłany. Powód: pacjent nie podał numeru telefonu."),
        ("skipped", "czegoś_takiego_nie_ma", "SMS nie zostanie wysłany."),
    ],
)
def test_each_state_of_a_message_is_a_sentence(receptionist, practice, visit, state, reason, said):  # noqa: PLR0917
    from services.gateway.tests.web.conftest import NOW

    nine = NOW.replace(hour=9, minute=0)
    practice.messages[:] = [
        notifications.Message(
            id=visit.id, channel="sms", visit_id=visit.id, patient_id=visit.patient_id, to=None, text=None, state=state,
            reason=reason, send_at=NOW.replace(hour=10, minute=0) + timedelta(days=1),
            sent_at=nine if state in {"sent", "delivered"} else None, delivered_at=nine if state == "delivered" else None,
        )
    ]  # fmt: skip
    panel = receptionist.get(f"/visits/{visit.id}").text
    assert said.replace("o 9:00", "o 09:00") in panel


def test_every_reason_that_notifications_gives_has_its_words():
    from gateway.web.message_words import REASONS

    given = {
        "visit_moved", "visit_cancelled", "patient_arrived", "channel_off", "no_phone", "no_email", "no_consent", "too_late",
        "invalid_phone", "rejected_address", "rejected_by_provider", "provider_unavailable", "outcome_unknown",
    }  # fmt: skip
    assert given <= set(REASONS)


def test_while_a_reminder_is_being_planned_the_panel_asks_again(receptionist, practice, visit):
    practice.messages.clear()
    first = receptionist.get(f"/visits/{visit.id}", part=True).text
    assert "Przygotowujemy przypomnienie" in first
    assert f"/visits/{visit.id}/messages?waits=1" in first
    last = receptionist.get(f"/visits/{visit.id}/messages?waits=6", part=True).text
    assert "hx-get" not in last
    assert "Nie ma wiadomości o tej wizycie" in last


def test_the_panel_works_while_notifications_is_down(receptionist, services, visit):
    services.down = {"notifications"}
    panel = receptionist.get(f"/visits/{visit.id}")
    assert panel.status_code == 200
    assert "nie możemy pokazać wiadomości" in panel.text


def test_a_visit_of_another_practice_is_not_found(stranger, visit):
    stranger.post(
        "/register",
        {
            "first_name": "J",
            "last_name": "Ż",
            "email": "j@example.pl",
            "password": "Zebuszka1",
            "practice_name": "Obcy",
            "accept_terms": "on",
        },
    )
    assert stranger.get(f"/visits/{visit.id}").status_code == 404


def test_moving_by_the_form_changes_time_length_and_note(receptionist, practice, visit):
    answer = receptionist.post(f"/visits/{visit.id}/move", place(visit, note="Nowa notatka"), part=True)
    assert answer.status_code == 200
    moved = practice.visits[visit.id]
    assert (moved.starts_at.isoformat(), moved.minutes, moved.note) == ("2026-11-24T14:00:00+01:00", 45, "Nowa notatka")
    assert (
        json.loads(answer.headers["HX-Trigger"])["visit-changed"]["message"]
        == "Zofia Wójcik – nowy termin: jutro o 14:00."
    )


@pytest.mark.parametrize(
    ("source", "said"), [("online", "online, przez pacjenta"), ("waiting_list", "z listy oczekujących, przez pacjenta")]
)
def test_a_visit_says_who_booked_it_where_that_was_not_the_reception(receptionist, practice, visit, source, said):
    assert "Umówiona" not in receptionist.get(f"/visits/{visit.id}").text
    practice.visits[visit.id] = visit.model_copy(update={"source": source})
    assert f"<dt>Umówiona</dt><dd>{said}</dd>" in receptionist.get(f"/visits/{visit.id}").text


def test_dragging_keeps_the_note_and_answers_with_the_new_version(receptionist, practice, visit):
    answer = receptionist.post(f"/visits/{visit.id}/move", place(visit), accept="application/json")
    assert answer.json == {"message": "Zofia Wójcik – nowy termin: jutro o 14:00.", "version": visit.version + 1}
    assert practice.visits[visit.id].note == visit.note


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"time": "08:00"}, 409, "Nie przeniesiono: Ten termin jest już zajęty."),
        ({"time": "12:00"}, 422, "Nie przeniesiono: W tym czasie jest przerwa."),
        ({"expected_version": "99"}, 412, "Nie przeniesiono: Ktoś zmienił to w międzyczasie."),
        ({"time": "x"}, 422, "Nieprawidłowa wartość."),
    ],
)
def test_a_refused_drag_says_why(receptionist, practice, visit, changed, status, said):  # noqa: PLR0917
    answer = receptionist.post(f"/visits/{visit.id}/move", place(visit, **changed), accept="application/json")
    assert answer.status_code == status
    assert answer.json["message"].startswith(said)
    assert practice.visits[visit.id] == visit


def test_a_refused_move_keeps_what_was_typed_with_the_current_version(receptionist, practice, visit):
    page = receptionist.post(
        f"/visits/{visit.id}/move", place(visit, time="08:00", expected_version="1", note="Zostaje"), part=True
    )
    assert page.status_code == 409
    assert "Zostaje" in page.text
    assert '<option value="08:00" selected>' in page.text
    assert f'name="expected_version" value="{visit.version}"' in page.text


def test_a_status_is_changed_by_one_press(receptionist, practice, visit):
    answer = receptionist.post(
        f"/visits/{visit.id}/status", {"status": "confirmed", "expected_version": "1"}, part=True
    )
    assert answer.status_code == 200
    assert practice.visits[visit.id].status == "confirmed"
    assert "potwierdzona" in answer.text


def test_only_steps_that_make_sense_are_offered(receptionist, practice, visit):
    practice.visits[visit.id] = visit.model_copy(update={"status": "finished"})
    panel = receptionist.get(f"/visits/{visit.id}", part=True).text
    assert 'value="in_chair"' in panel
    assert 'value="no_show"' not in panel
    assert "Odwołaj wizytę" not in panel


def test_cancelling_frees_the_time_and_calls_the_reminder_off(receptionist, practice, visit):
    answer = receptionist.post(f"/visits/{visit.id}/cancel", {"reason": "choroba", "expected_version": "1"}, part=True)
    assert answer.status_code == 200
    assert practice.visits[visit.id].status == "cancelled"
    assert "SMS został wycofany" in answer.text
    assert "Zmień status" not in answer.text


def test_cancelling_twice_is_refused_in_words(receptionist, practice, visit):
    receptionist.post(f"/visits/{visit.id}/cancel", {}, part=True)
    again = receptionist.post(f"/visits/{visit.id}/cancel", {}, part=True)
    assert again.status_code == 409
    assert "Tej wizyty nie można już zmienić." in again.text


def test_without_javascript_every_act_comes_back_to_the_visit(receptionist, visit):
    answer = receptionist.post(f"/visits/{visit.id}/status", {"status": "waiting"})
    assert (answer.status_code, answer.location) == (303, f"/visits/{visit.id}")
    assert "w poczekalni" in receptionist.get(f"/visits/{visit.id}").text


def trigger(answer):
    return json.loads(answer.headers["HX-Trigger"])["visit-changed"]


def test_cancelling_can_be_undone_while_the_time_is_free(receptionist, practice, visit):
    answer = receptionist.post(f"/visits/{visit.id}/cancel", {"reason": "choroba"}, part=True)
    assert "choroba" in answer.text
    undo = trigger(answer)["undo"]
    again = receptionist.post(undo["url"], undo["fields"], accept="application/json")
    assert again.status_code == 200
    assert again.json["message"] == "Przywrócono wizytę: Zofia Wójcik, jutro o 09:00."
    assert practice.visits[visit.id].status == "planned"
    twice = receptionist.post(undo["url"], undo["fields"], accept="application/json")
    assert twice.status_code == 200, "the second press of one button changes nothing more"


def test_a_way_back_that_somebody_else_has_taken_says_why(receptionist, practice, services, visit):
    undo = trigger(receptionist.post(f"/visits/{visit.id}/cancel", {}, part=True))["undo"]
    book_at(services, practice, visit.starts_at)
    again = receptionist.post(undo["url"], undo["fields"], accept="application/json")
    assert (again.status_code, again.json["message"]) == (409, "Nie przywrócono: Ten termin jest już zajęty.")
    panel = receptionist.post(f"/visits/{visit.id}/restore", {}, part=True)
    assert panel.status_code == 409
    assert "Przywróć mimo to (podwójna rezerwacja)" in panel.text
    over = receptionist.post(f"/visits/{visit.id}/restore", {"action": "overbook"}, part=True)
    assert over.status_code == 200
    assert practice.visits[visit.id].overbooked


def test_a_cancelled_visit_is_restored_without_javascript_too(receptionist, practice, visit):
    receptionist.post(f"/visits/{visit.id}/cancel", {})
    page = receptionist.get(f"/visits/{visit.id}").text
    assert "Przywróć wizytę" in page
    assert receptionist.post(
        f"/visits/{visit.id}/restore", sent_form(page, action=f"/visits/{visit.id}/restore")
    ).location
    assert practice.visits[visit.id].status == "planned"


def test_moving_by_the_panel_can_be_undone(receptionist, practice, visit):
    answer = receptionist.post(f"/visits/{visit.id}/move", place(visit), part=True)
    undo = trigger(answer)["undo"]
    assert receptionist.post(undo["url"], undo["fields"], accept="application/json").status_code == 200
    back = practice.visits[visit.id]
    assert (back.starts_at, back.minutes, back.note) == (visit.starts_at, visit.minutes, visit.note)


def test_a_new_note_alone_has_no_way_back_to_offer(receptionist, visit):
    stays = {"time": "09:00", "minutes": "60", "note": "Nowa"}
    assert trigger(receptionist.post(f"/visits/{visit.id}/move", place(visit, **stays), part=True))["undo"] is None


def test_a_move_onto_another_visit_offers_to_do_it_on_purpose(receptionist, practice, visit):
    refused = receptionist.post(f"/visits/{visit.id}/move", place(visit, time="08:00"), part=True)
    assert refused.status_code == 409
    assert "Przenieś mimo to (podwójna rezerwacja)" in refused.text
    data = place(visit, time="08:00", action="overbook", key="inny")
    assert receptionist.post(f"/visits/{visit.id}/move", data, part=True).status_code == 200
    assert practice.visits[visit.id].overbooked


def test_the_service_is_changed_in_the_panel_and_dragging_leaves_it(receptionist, practice, visit):
    service = give_service(practice, "Higienizacja", 60)
    receptionist.post(f"/visits/{visit.id}/move", place(visit, service_id=str(service.id)), part=True)
    assert practice.visits[visit.id].service.name == "Higienizacja"
    dragged = place(visit, time="14:15", expected_version="2", key="d")
    receptionist.post(f"/visits/{visit.id}/move", dragged, accept="application/json")
    assert practice.visits[visit.id].service.name == "Higienizacja"


def test_the_history_says_who_did_what(receptionist, with_role, visit):
    receptionist.post(f"/visits/{visit.id}/status", {"status": "confirmed"})
    with_role("receptionist").post(f"/visits/{visit.id}/move", place(visit, expected_version="2"))
    lines = receptionist.get(f"/visits/{visit.id}/history", part=True).text
    at = [lines.index(said) for said in ("zaplanowana → potwierdzona", "Ewa Lis", "09:00 → ")]
    assert at == sorted(at), "oldest first"
    assert "Ty, " in lines
    seen_by_a_receptionist = with_role("receptionist").get(f"/visits/{visit.id}/history")
    assert seen_by_a_receptionist.status_code == 200
    assert "Anna Zielińska" in seen_by_a_receptionist.text
    assert "<html" in seen_by_a_receptionist.text


def test_a_history_without_names_is_better_than_none(receptionist, practice, services, visit):
    receptionist.post(f"/visits/{visit.id}/status", {"status": "confirmed"})
    practice.changes_of_scheduling[-1] = practice.changes_of_scheduling[-1].model_copy(
        update={"subject_id": visit.id, "actor_id": practice.practice.id}
    )
    services.refuse_next = {"list_names": Unavailable("unknown")}
    assert "Nieznana osoba" in receptionist.get(f"/visits/{visit.id}/history").text


def test_a_patient_who_asks_to_be_called_is_shown(receptionist, practice, visit):
    practice.visits[visit.id] = visit.model_copy(update={"patient_answer": "no"})
    panel = receptionist.get(f"/visits/{visit.id}", part=True).text
    assert "prosi o telefon" in panel
    assert 'href="tel:+48501700102"' in panel
    feed = receptionist.get("/calendar/feed", query_string={"from": "2026-11-24", "to": "2026-11-25"}).json["visits"]
    assert [v["patient"] for v in feed if v["call"]] == ["Zofia Wójcik"]
