# ruff: noqa: RUF001 - Polish typography
import re
from datetime import time

import pytest
from contracts.accounts.events import QuietHours
from gateway.refusals import Unavailable

from services.gateway.tests.fake_practice import refused
from services.gateway.tests.web.sent_form import sent_form

PAGE = "/settings/practice"


@pytest.fixture
def shown(receptionist):
    """What the form holds when it is opened, ready to send back."""
    return sent_form(receptionist.get(PAGE).text, "practice-form")


def errors(page):
    return dict(re.findall(r'id="s-(\w+)-error">.*?<span>(.*?)</span>', page.text))


def others(page):
    return dict(re.findall(r'id="s-(\w+)-other">.*?<span>(.*?)</span>', page.text))


def give_own_hours(services, practice, at):
    calendar = practice.calendars[at]
    practice.own_hours[calendar.id] = practice.working.days
    services.put(practice, calendar, own_hours=True)


def test_what_is_not_changed_stays(receptionist, practice, shown):
    before = practice.working.days
    assert receptionist.post(PAGE, shown).status_code == 303
    assert practice.working.days == before
    assert practice.practice.name == "Gabinet Uśmiech"
    assert practice.notifications.sms


def test_all_three_parts_are_saved_together(receptionist, practice, shown):
    changed = shown | {"name": "Nowa Nazwa", "phone": "22 123 45 67", "open_6": "on", "from_6": "9:00", "to_6": "13:00"}
    changed |= {"online_booking": "on", "reminder_hour": "12:15", "quiet_from": "20:00"}
    del changed["notify_sms"]
    assert receptionist.post(PAGE, changed).status_code == 303
    assert practice.practice.name == "Nowa Nazwa"
    saturday = practice.working.days[5]
    assert (saturday.open, f"{saturday.from_:%H:%M}", f"{saturday.to:%H:%M}") == (True, "09:00", "13:00")
    switches = practice.notifications
    assert (switches.sms, switches.email, practice.online_booking) == (False, True, True)
    assert switches.reminder_hour == time(12, 15)
    assert switches.quiet_hours == QuietHours(from_=time(20), to=time(8))
    assert "Ustawienia zapisane" in receptionist.get(PAGE).text


def test_the_same_form_sent_twice_is_saved_once(receptionist, practice, shown):
    changed = shown | {"name": "Nowa Nazwa"}
    assert receptionist.post(PAGE, changed).status_code == 303
    assert receptionist.post(PAGE, changed).status_code == 303
    assert practice.practice.version == 2
    assert practice.practice.name == "Nowa Nazwa"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"from_1": "8 rano"}, "Nieprawidłowa"),
        ({"to_1": ""}, "Nieprawidłowa"),
        ({"break_to_1": ""}, "Podaj początek i koniec przerwy"),
        ({"from_1": "16:00", "to_1": "8:00"}, "Koniec musi być"),
        ({"from_1": "8:10"}, "kwadrans"),
        ({"break_to_1": "17:00"}, "Przerwa musi się mieścić"),
    ],
)
def test_a_row_that_cannot_be_is_refused_under_its_day(receptionist, practice, shown, changed, said):
    before = practice.working
    answer = receptionist.post(PAGE, shown | changed)
    assert answer.status_code == 422
    assert set(errors(answer)) == {"day_1"}
    assert said in errors(answer)["day_1"] or said == "Nieprawidłowa"
    assert practice.working == before


def test_all_refusals_of_both_services_are_said_at_once_and_nothing_is_saved_or_lost(receptionist, practice, shown):
    before = (practice.practice, practice.working, practice.notifications)
    changed = shown | {
        "name": "Inna", "nip": "123", "postal_code": "0012", "from_2": "16:00", "to_2": "08:00", "break_to_3": "",
        "reminder_hour": "22:00",
    }  # fmt: skip
    answer = receptionist.post(PAGE, changed)
    assert answer.status_code == 422
    assert set(errors(answer)) == {"nip", "postal_code", "day_2", "day_3", "reminder_hour"}
    assert "Do poprawienia: 5" in answer.text or "5" in re.search(r"<h2>(.*?)</h2>", answer.text)[1]
    assert errors(answer)["reminder_hour"] == "W godzinach ciszy nic nie wysyłamy: wybierz godzinę poza nimi."
    typed = sent_form(answer.text, "practice-form")
    assert {name: typed[name] for name in changed if name != "key"} == {n: v for n, v in changed.items() if n != "key"}
    assert (practice.practice, practice.working, practice.notifications) == before


def test_what_the_first_of_two_people_saved_is_shown_to_the_second(receptionist, practice, shown):
    first = shown | {"name": "Pierwsza", "from_1": "07:00", "town": "Kraków"}
    del first["open_5"]
    assert receptionist.post(PAGE, first).status_code == 303
    second = receptionist.post(PAGE, shown | {"name": "Druga", "to_1": "18:00", "key": "other"})
    assert second.status_code == 412
    assert others(second) == {
        "name": "Ktoś właśnie zapisał: Pierwsza",
        "day_1": "Ktoś właśnie zapisał: 07:00–16:00, przerwa 12:00–12:30",
        "town": "Ktoś to właśnie zmienił; było: puste pole",
        "day_5": "Ktoś to właśnie zmienił; było: 08:00–16:00, przerwa 12:00–12:30",
    }
    summary = re.search(r'class="error-summary".*?</ul>', second.text, re.DOTALL)[0]
    assert re.findall(r'href="#s-(\w+)"', summary) == ["name", "town", "day_1", "day_5"]
    assert practice.practice.name == "Pierwsza", "nobody wins silently"
    again = sent_form(second.text, "practice-form")
    assert (again["name"], again["to_1"], again["from_1"]) == ("Druga", "18:00", "08:00"), "kept as typed"
    assert again["town"] == "Kraków", "what the second left alone is not turned back"
    assert "open_5" not in again
    assert receptionist.post(PAGE, again).status_code == 303
    assert (practice.practice.name, practice.practice.town) == ("Druga", "Kraków")
    assert practice.working.days[0].to == time(18)
    assert not practice.working.days[4].open


def test_the_second_is_told_again_if_a_third_comes_in_between(receptionist, practice, shown):
    assert receptionist.post(PAGE, shown | {"name": "Pierwsza"}).status_code == 303
    second = sent_form(receptionist.post(PAGE, shown | {"name": "Druga", "key": "b"}).text, "practice-form")
    assert receptionist.post(PAGE, second | {"name": "Trzecia"}).status_code == 303
    again = receptionist.post(PAGE, second | {"key": "c"})
    assert others(again)["name"] == "Ktoś właśnie zapisał: Trzecia"
    assert practice.practice.name == "Trzecia"


def test_an_old_page_without_what_it_was_opened_with_takes_nothing_over(receptionist, practice, shown):
    receptionist.post(PAGE, shown | {"town": "Kraków"})
    answer = receptionist.post(PAGE, shown | {"seen": "", "name": "Druga", "key": "other"})
    assert others(answer) == {"town": "Ktoś właśnie zapisał: Kraków", "name": "Ktoś właśnie zapisał: Gabinet Uśmiech"}
    assert sent_form(answer.text, "practice-form")["town"] == ""


def test_a_page_from_before_it_had_switches_switches_nothing_off(receptionist, practice, shown):
    old = {n: v for n, v in shown.items() if not n.startswith(("notify_", "online_", "reminder_", "quiet_"))}
    assert receptionist.post(PAGE, old | {"name": "Nowa"}).status_code == 303
    assert practice.practice.name == "Nowa"
    assert (practice.notifications.sms, practice.notifications.email) == (True, True)


def test_when_the_hours_fail_after_the_question_the_page_says_what_is_saved(receptionist, practice, services, shown):
    keep = services.change_working_time
    services.change_working_time = lambda request, context: (
        keep(request, context) if request.only_check else _raise(refused("version_conflict", current_version=9))
    )
    answer = receptionist.post(PAGE, shown | {"name": "Nowa", "from_1": "07:00"})
    assert answer.status_code == 412
    assert "Dane gabinetu i powiadomienia są zapisane, czas pracy nie." in answer.text
    assert practice.practice.name == "Nowa"
    services.change_working_time = keep
    assert receptionist.post(PAGE, sent_form(answer.text, "practice-form")).status_code == 303
    assert practice.working.days[0].from_ == time(7)


def test_nothing_typed_is_lost_while_a_service_is_away(receptionist, practice, services, shown):
    services.down = {"scheduling"}
    answer = receptionist.post(PAGE, shown | {"name": "Nowa"})
    assert answer.status_code == 503
    assert 'value="Nowa"' in answer.text
    assert practice.practice.name == "Gabinet Uśmiech"
    services.down = set()
    assert receptionist.post(PAGE, sent_form(answer.text, "practice-form")).status_code == 303
    assert practice.practice.name == "Nowa"


def test_an_answer_that_got_lost_is_no_conflict_with_oneself(receptionist, practice, services, shown):
    keep = services.change_practice

    def lost(request, context):
        kept = keep(request, context)
        if not request.only_check:
            services.change_practice = keep
            raise Unavailable("timeout")
        return kept

    services.change_practice = lost
    answer = receptionist.post(PAGE, shown | {"name": "Nowa", "from_1": "07:00"})
    assert answer.status_code == 503
    assert receptionist.post(PAGE, sent_form(answer.text, "practice-form")).status_code == 303
    assert (practice.practice.name, practice.working.days[0].from_) == ("Nowa", time(7))


def test_apply_to_all_says_how_many_lose_their_hours_and_takes_them(receptionist, practice, services):
    assert "Żaden terminarz nie ma teraz własnych godzin." in receptionist.get(PAGE).text
    give_own_hours(services, practice, 0)
    give_own_hours(services, practice, 1)
    page = receptionist.get(PAGE).text
    assert "2 terminarze mają teraz własne godziny i je stracą." in page
    shown = sent_form(page, "practice-form")
    assert receptionist.post(PAGE, shown).status_code == 303
    assert [c.own_hours for c in practice.calendars] == [True, True, False], "without it they keep them"
    shown = sent_form(receptionist.get(PAGE).text, "practice-form")
    assert receptionist.post(PAGE, shown | {"apply_to_all": "on"}).status_code == 303
    assert [c.own_hours for c in practice.calendars] == [False, False, False]


def test_visits_left_outside_are_counted_after_saving(receptionist, shown):
    assert "outside-note" not in receptionist.get(PAGE).text
    answer = receptionist.post(PAGE, shown | {"from_2": "10:00"})
    assert answer.status_code == 303
    page = receptionist.get(PAGE).text
    assert "4 wizyty wypadają poza czasem pracy i czekają na przeniesienie." in page
    assert 'href="/calendar/outside"' in page


def test_monday_is_copied_without_javascript_and_without_saving(receptionist, practice, shown):
    before = practice.working
    changed = shown | {"from_1": "10:00", "to_1": "19:00", "break_from_1": "", "break_to_1": "", "name": "Wpisane"}
    del changed["open_3"]
    answer = receptionist.post(PAGE, changed | {"action": "copy"})
    copied = sent_form(answer.text, "practice-form")
    for day in range(2, 6):
        assert (copied[f"open_{day}"], copied[f"from_{day}"], copied[f"to_{day}"]) == ("on", "10:00", "19:00")
        assert copied[f"break_from_{day}"] == ""
    assert "open_6" not in copied
    assert copied["name"] == "Wpisane"
    assert practice.working == before


def test_the_administrators_address_is_shown_and_no_field_changes_it(receptionist, practice, shown):
    assert "email" not in shown
    assert "anna@example.pl" in receptionist.get(PAGE).text
    receptionist.post(PAGE, shown | {"email": "other@example.pl", "practice_email": "other@example.pl"})
    assert practice.practice.email == "anna@example.pl"


def test_a_time_that_is_not_on_the_list_stays_chosen(receptionist, practice):
    practice.notifications = practice.notifications.model_copy(update={"reminder_hour": time(10, 5)})
    assert sent_form(receptionist.get(PAGE).text, "practice-form")["reminder_hour"] == "10:05"


@pytest.mark.parametrize("role", ["dentist", "receptionist"])
def test_who_may_not_change_it_reads_why(receptionist, practice, shown, role):
    practice.people[0].change(role=role)
    page = receptionist.get(PAGE).text
    assert "Zmieniają je właściciel i administrator gabinetu." in page
    assert "ZAPISZ" not in page
    assert "name" not in sent_form(page, "practice-form"), "the fields are disabled"
    assert receptionist.post(PAGE, shown | {"name": "Nie moja"}).status_code == 403
    assert practice.practice.name == "Gabinet Uśmiech"


def _raise(error):
    raise error
