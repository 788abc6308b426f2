"""HISTORIA ZMIAN: who changed what, and when, in words."""

import re
import uuid
from datetime import timedelta

import pytest

from services.gateway.tests.fake_people import furnish_changes


@pytest.fixture
def owner(with_role, practice):
    """Of a practice where nothing has been changed yet."""
    practice.changes_of_scheduling.clear()
    return with_role("owner")


@pytest.fixture
def shown(owner):
    """The page as its lines of text."""

    def read(query=""):
        page = owner.get(f"/settings/changes{query}").text
        items = re.findall(r"<li>\s*<div class=\"trail-what\">(.*?)</li>\s*(?=<li>\s*<div|</ol>)", page, re.DOTALL)
        return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", item)).strip() for item in items]

    return read


def test_a_change_is_a_sentence_with_what_was_and_what_is(shown, services, practice):
    services.give_change(practice, "change_practice", "practice", ("name", "Gabinet", "Gabinet Uśmiech"))
    assert shown() == ["Zmieniono dane gabinetu nazwa: Gabinet → Gabinet Uśmiech Anna Zielińska 10:07"]


def test_both_services_are_one_list_the_newest_first(shown, services, practice):
    services.give_change(practice, "change_practice", "practice", ("town", None, "Kraków"))
    services.give_change(practice, "add_calendar", "calendar", ("name", None, "HIGIENA"))
    services.give_change(practice, "change_name", "person", ("first_name", "Anna", "Hanna"))
    acts = [line.split(" Anna Zielińska")[0] for line in shown()]
    assert acts == [
        "Zmieniono własne imię i nazwisko imię: Anna → Hanna",
        "Dodano terminarz nazwa: HIGIENA",
        "Zmieniono dane gabinetu miejscowość: Kraków",
    ]


@pytest.mark.parametrize(
    ("act", "subject", "field", "said"),
    [
        ("change_practice", "practice", ("phone", None, "+48501700100"), "telefon: 501 700 100"),
        ("change_practice", "practice", ("nip", "5260250274", None), "NIP: 5260250274 → brak"),
        ("change_practice", "practice", ("notifications.sms", True, False), "SMS: tak → nie"),
        (
            "change_practice",
            "practice",
            ("notifications.quiet_hours.to", "07:00", "08:00"),
            "cisza nocna do: 07:00 → 08:00",
        ),
        ("withdraw_invitation", "invitation", ("email", "o@example.pl", None), "e-mail: o@example.pl"),
        ("change_person", "person", ("role", "receptionist", "admin"), "rola: recepcja → administrator"),
        ("change_calendar", "calendar", ("color", "blue", "green"), "kolor: niebieski → zielony"),
        ("change_visit", "visit", ("status", "planned", "no_show"), "status: zaplanowana → nieobecność"),
        ("change_visit", "visit", ("minutes", 30, 90), "czas trwania: 30 min → 1 godz. 30 min"),
        ("change_visit", "visit", ("note", None, None), "notatka"),
        ("change_service", "service", ("price", "120.00", "135.50"), "cena: 120,00 zł → 135,50 zł"),
        ("change_holiday", "day_off", ("date", None, "2026-12-24"), "data: 24.12.2026"),
        ("change_template", "template", ("channel", None, "sms"), "kanał: SMS"),
        ("change_message_settings", "template", ("language", "pl", "en"), "język: polski → angielski"),
        ("write_messages", "batch", ("recipients", None, 128), "odbiorcy: 128"),
        (
            "change_visit",
            "visit",
            ("starts_at", "2026-11-24T08:00:00Z", "2026-07-25T08:15:00Z"),
            "termin: 24.11.2026, 09:00 → 25.07.2026, 10:15",
        ),
        (
            "change_working_time",
            "practice",
            (
                "days.1",
                {"open": True, "from": "08:00", "to": "16:00", "break": None},
                {"open": True, "from": "08:00", "to": "18:00", "break": {"from": "12:00", "to": "12:30"}},
            ),
            "poniedziałek: 08:00\N{EN DASH}16:00 → 08:00\N{EN DASH}18:00, przerwa 12:00\N{EN DASH}12:30",
        ),
        (
            "change_working_time",
            "practice",
            ("days.7", {"open": False, "from": "08:00", "to": "16:00"}, {"open": True, "from": "09:00", "to": "12:00"}),
            "niedziela: zamknięte → 09:00\N{EN DASH}12:00",
        ),
    ],
)
def test_values_are_written_as_everywhere_else(shown, services, practice, act, subject, field, said):  # noqa: PLR0917
    services.give_change(practice, act, subject, field)
    assert f" {said} Anna Zielińska 10:07" in shown()[0]


def test_calendars_have_their_names(shown, services, practice):
    first, second = (calendar.id for calendar in practice.calendars[:2])
    services.give_change(practice, "change_calendar", "calendar", ("active", True, False), subject_id=second)
    services.give_change(practice, "change_visit", "visit", ("calendar_id", str(first), str(uuid.uuid4())))
    assert "terminarz: STANOWISKO 1 → inny terminarz" in shown()[0]
    assert shown()[1].startswith("Zmieniono terminarz : STANOWISKO 2")


def test_what_was_written_by_hand_is_led_to(owner, services, practice):
    batch_id, message_id = uuid.uuid4(), uuid.uuid4()
    services.give_change(practice, "stop_batch", "batch", subject_id=batch_id)
    services.give_change(practice, "resend_message", "message", subject_id=message_id)
    page = owner.get("/settings/changes").text
    assert re.search(rf'href="/messages/batches/{batch_id}"[^>]*>Zatrzymano wysyłkę<', page)
    assert re.search(rf'href="/messages/{message_id}"[^>]*>Wysłano wiadomość ponownie<', page)


def test_patients_are_led_to_but_not_named(owner, shown, services, practice):
    patient = next(iter(practice.patients.values()))
    fields = [("first_name", None, None), ("phone", None, None)]
    services.give_change(practice, "change_patient", "patient", *fields, subject_id=patient.id)
    page = owner.get("/settings/changes").text
    assert f'href="/patients/{patient.id}"' in page
    assert patient.last_name not in page
    assert shown() == ["Zmieniono kartę pacjenta imię, telefon Anna Zielińska 10:07"]


def test_who_left_keeps_the_name_and_who_is_nobody_is_said(shown, services, practice, colleagues):
    colleagues["dentist"].removed = True
    services.give_change(practice, "cancel_visit", "visit", actor_id=colleagues["dentist"].user.id)
    services.give_change(practice, "cancel_visit", "visit", actor_id=None)
    services.give_change(practice, "cancel_visit", "visit", actor_id=uuid.uuid4())
    assert [line.split("wizytę ")[1] for line in shown()] == [
        "Nieznana osoba 10:07",
        "Automatycznie 10:07",
        "Zofia Jabłońska 10:07",
    ]


def test_what_a_newer_service_does_is_still_readable(shown, services, practice):
    services.give_change(practice, "import_x_rays", "patient", ("x_ray_count", [1, 2], "<b>3</b>" + "9" * 90))
    assert shown()[0].startswith("Pacjenci: import x rays x ray count: 1, 2 → &lt;b&gt;3&lt;/b&gt;999")
    assert "…" in shown()[0]


def test_every_kind_together_is_a_page(owner, services, practice):
    furnish_changes(services, practice)
    page = owner.get("/settings/changes").text
    assert "poniedziałek, 23 listopada 2026" in page
    assert "niedziela, 22 listopada 2026" in page


def test_the_day_is_the_practices(shown, owner, services, practice):
    services.give_change(
        practice, "change_practice", "practice", at=services.now().replace(hour=23, minute=30) - timedelta(days=1)
    )
    assert "poniedziałek, 23 listopada 2026" in owner.get("/settings/changes").text, "in Warsaw it was Monday already"
    assert shown()[0].endswith("00:30")


def test_one_kind_is_chosen(owner, shown, services, practice):
    services.give_change(practice, "change_practice", "practice", ("town", None, "Kraków"))
    services.give_change(practice, "book_visit", "visit")
    assert [line.split(" Anna")[0] for line in shown("?about=visit")] == ["Umówiono wizytę"]
    assert '<option value="visit" selected>' in owner.get("/settings/changes?about=visit").text
    assert len(shown("?about=nonsense&before=nonsense")) == 2


def test_older_ones_follow_without_a_gap_over_both_services(owner, services, practice):
    made = [
        services.give_change(
            practice, *("book_visit", "visit") if n % 3 else ("change_practice", "practice"), ("number", None, f"n{n}")
        )
        for n in range(120)
    ]
    seen, path = [], "/settings/changes"
    while path:
        page = owner.get(path).text
        seen += re.findall(r"numer: (n\d+)|number: (n\d+)", page)
        older = re.search(r'href="([^"]*before=[^"]*)"', page)
        path = older[1].replace("&amp;", "&") if older else None
    assert [a or b for a, b in seen] == [change.fields[0].after for change in reversed(made)]


def test_nothing_yet_says_what_will_be_here(owner):
    page = owner.get("/settings/changes").text
    assert "Jeszcze nic tu nie ma" in page
    assert "before=" not in page


def test_strangers_are_sent_to_the_login(stranger):
    assert stranger.get("/settings/changes").location == "/login?next=/settings/changes"
