"""USTAWIENIA / KALENDARZE ZEWNĘTRZNE, and what a calendar program fetches."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar

from services.gateway.tests.fake_practice import refused
from services.gateway.tests.web.sent_form import sent_form

PAGE = "/settings/calendar-feeds"
ADDRESS = re.compile(r"<code>http://127\.0\.0\.1:8000(/feeds/[^<]+\.ics)</code>")


def opened(visitor):
    return sent_form(visitor.get(PAGE).text, action=PAGE)


@pytest.fixture
def filled_in(receptionist, practice):
    """The form, with the first chair."""
    return opened(receptionist) | {"name": "dr Borowski", f"calendar_{practice.calendars[0].id}": "on"}


@pytest.fixture
def address(receptionist, filled_in):
    return ADDRESS.search(receptionist.post(PAGE, filled_in).text)[1]


def events(answer):
    calendar = Calendar.from_ical(answer.data)
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


# the settings


def test_an_empty_list_says_what_belongs_there(receptionist):
    assert "Jeszcze żadnego." in receptionist.get(PAGE).text


def test_a_feed_is_added_and_its_address_shown_once(receptionist, filled_in, services):
    answer = receptionist.post(PAGE, filled_in)
    assert answer.status_code == 200
    assert "Skopiuj go teraz" in answer.text
    path = ADDRESS.search(answer.text)[1]
    assert f'href="webcal://127.0.0.1:8000{path}"' in answer.text
    token = path.removeprefix("/feeds/").removesuffix(".ics")
    assert services.feeds[token][1].shows == "initials"
    page = receptionist.get(PAGE).text
    assert token not in page
    assert re.search(r"STANOWISKO 1 · inicjały · jeszcze nie pobrany", page)


def test_the_form_sent_twice_adds_one_and_says_so(receptionist, filled_in, services):
    receptionist.post(PAGE, filled_in)
    for key, (said, feed) in services.answered.items():  # scheduling keeps no address to tell it again
        if key[1] == "add_feed":
            services.answered[key] = (said, feed.model_copy(update={"token": None}))
    answer = receptionist.post(PAGE, filled_in)
    assert answer.status_code == 303
    assert "Ten kalendarz jest już dodany" in receptionist.get(PAGE).text
    assert len(services.feeds) == 1


@pytest.mark.parametrize(
    ("change", "wrong"), [({"name": " "}, "name"), ({"name": "x" * 101}, "name"), ({"shows": "all"}, "shows")]
)
def test_what_cannot_be_is_refused_beside_its_field(receptionist, filled_in, services, change, wrong):
    answer = receptionist.post(PAGE, filled_in | change)
    assert answer.status_code == 422
    assert f'id="a-{wrong}-error"' in answer.text
    assert services.feeds == {}


def test_a_feed_of_no_calendar_is_refused_and_what_was_typed_stays(receptionist, services):
    answer = receptionist.post(PAGE, opened(receptionist) | {"name": "dr Borowski", "shows": "names"})
    assert answer.status_code == 422
    assert 'id="a-calendars-error"' in answer.text
    again = sent_form(answer.text, action=PAGE)
    assert (again["name"], again["shows"]) == ("dr Borowski", "names")
    assert services.feeds == {}


def test_there_can_be_so_many_and_no_more(receptionist, filled_in, services):
    for number in range(4):
        answer = receptionist.post(PAGE, filled_in | {"key": f"key{number}"})
    assert answer.status_code == 409
    assert "więcej kalendarzy zewnętrznych" in answer.text
    assert len(services.feeds) == 3


def test_what_was_typed_stays_while_scheduling_is_away(receptionist, practice, filled_in, services):
    services.down.add("scheduling")
    answer = receptionist.post(PAGE, filled_in)
    assert answer.status_code == 503
    again = sent_form(answer.text, action=PAGE)
    assert (again["name"], again[f"calendar_{practice.calendars[0].id}"]) == ("dr Borowski", "on")


def test_removing_asks_first_and_the_address_is_nothing_then(receptionist, stranger, address, services):
    assert stranger.get(address).status_code == 200
    (_practice, feed), *_ = services.feeds.values()
    question = receptionist.get(f"{PAGE}/{feed.id}/remove").text
    assert "Usunąć dr Borowski?" in question
    assert "ostatnio pobrany: dziś" in question
    form = sent_form(question, action=f"{PAGE}/{feed.id}/remove")
    for _ in range(2):
        assert receptionist.post(f"{PAGE}/{feed.id}/remove", form).status_code == 303
    assert services.feeds == {}
    assert stranger.get(address).status_code == 410


def test_a_feed_that_is_not_ours_is_not_there(receptionist, practice):
    assert receptionist.get(f"{PAGE}/{practice.practice.id}/remove").status_code == 404


def test_a_dentist_sees_the_list_without_a_way_to_change_it(with_role, address, services):
    dentist = with_role("dentist")
    page = dentist.get(PAGE).text
    assert "dr Borowski" in page
    assert "/remove" not in page
    assert 'name="shows"' not in page
    (_practice, feed), *_ = services.feeds.values()
    assert dentist.post(f"{PAGE}/{feed.id}/remove").status_code == 403


# the file


def test_a_calendar_program_gets_the_visits_of_those_chairs(stranger, practice, address):
    answer = stranger.get(address)
    assert answer.mimetype == "text/calendar"
    calendar = Calendar.from_ical(answer.data)
    assert (calendar["x-wr-calname"], calendar["method"]) == ("dr Borowski (Gabinet Uśmiech)", "PUBLISH")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT15M" in answer.data
    shown = events(answer)
    chair = practice.calendars[0].id
    assert shown.keys() == {str(one.id) for one in practice.visits.values() if one.calendar_id == chair}
    visit = next(one for one in practice.visits.values() if one.calendar_id == chair)
    event = shown[str(visit.id)]
    assert (event["dtstart"].dt, event["dtend"].dt) == (visit.starts_at, visit.ends_at)
    assert (event["sequence"], event["location"], event["class"]) == (visit.version, "STANOWISKO 1", "PRIVATE")


def test_nobody_but_initials_is_named(stranger, practice, address):
    said = stranger.get(address).data.decode().replace("\r\n ", "")
    for visit in practice.visits.values():
        assert visit.patient.last_name not in said
        assert (visit.note or "-") not in said or visit.note is None
    visit = next(one for one in practice.visits.values() if one.calendar_id == practice.calendars[0].id)
    initials = f"{visit.patient.first_name[0]}.{visit.patient.last_name[0]}."
    assert f"SUMMARY:{initials}" in said


def test_a_moved_visit_replaces_itself_and_a_cancelled_one_is_called_off(stranger, practice, address):
    visit = next(one for one in practice.visits.values() if one.calendar_id == practice.calendars[0].id)
    hour = timedelta(hours=1)
    moved = {"starts_at": visit.starts_at + hour, "ends_at": visit.ends_at + hour, "version": visit.version + 1}
    practice.visits[visit.id] = visit.model_copy(update=moved)
    event = events(stranger.get(address))[str(visit.id)]
    assert (event["dtstart"].dt, event["sequence"]) == (visit.starts_at + hour, visit.version + 1)
    assert event["status"] == "CONFIRMED"
    practice.visits[visit.id] = visit.model_copy(update={"status": "cancelled", "version": visit.version + 2})
    event = events(stranger.get(address))[str(visit.id)]
    assert (event["status"], event["sequence"]) == ("CANCELLED", visit.version + 2)


def test_while_nothing_changes_there_is_nothing_to_fetch(stranger, practice, address, services):
    first = stranger.get(address)
    tag = first.headers["ETag"]
    assert re.fullmatch(r'"[0-9a-f]{40}"', tag), "a strong one"
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = stranger.client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert services.feed_visits_fetched == 1
    assert stranger.get(address).data == first.data
    visit = next(one for one in practice.visits.values() if one.calendar_id == practice.calendars[0].id)
    practice.visits[visit.id] = visit.model_copy(update={"status": "confirmed", "version": visit.version + 1})
    changed = stranger.client.get(address, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_scheduling_of_the_release_before_knows_no_stamps(stranger, address, services):
    services.stamps_feeds = False
    tag = stranger.get(address).headers["ETag"]
    again = stranger.client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.headers["ETag"]) == (304, tag)


def test_who_has_the_same_visits_written_otherwise_gets_them_anew(stranger, address):
    """Of another day or in another language: the end of the tag says so."""
    tag = stranger.get(address).headers["ETag"]
    for other in (f'{tag[:-9]}00000000"', 'W/"else", "none"'):
        answer = stranger.client.get(address, headers={"If-None-Match": other})
        assert (answer.status_code, answer.headers["ETag"]) == (200, tag)
        assert events(answer)
    assert stranger.client.get(address, headers={"If-None-Match": f'"other", W/{tag}'}).status_code == 304


def test_it_is_asked_for_its_head_alone(stranger, address):
    answer = stranger.client.head(address)
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["ETag"] == stranger.get(address).headers["ETag"]


@pytest.mark.parametrize("path", ["/feeds/{token}x.ics", "/feeds/short.ics", "/feeds/" + "%20" * 20 + ".ics"])
def test_an_address_that_is_none_shows_nothing(stranger, address, path):
    token = address.removeprefix("/feeds/").removesuffix(".ics")
    answer = stranger.get(path.format(token=token))
    assert answer.status_code == 410
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_address_goes_nowhere(stranger, address, capsys):
    answer = stranger.get(address)
    assert (answer.headers["X-Robots-Tag"], answer.headers["Referrer-Policy"]) == ("noindex", "no-referrer")
    stranger.get("/feeds/" + "a" * 32 + ".ics")
    said = capsys.readouterr().out
    assert "route=/feeds/<token>.ics" in said
    assert address.removeprefix("/feeds/").removesuffix(".ics") not in said
    assert "a" * 32 not in said


def test_the_address_is_shown_whatever_else_fails(receptionist, filled_in, services):
    services.refuse_next["list_calendars"] = refused("internal_error")
    assert ADDRESS.search(receptionist.post(PAGE, filled_in).text)
