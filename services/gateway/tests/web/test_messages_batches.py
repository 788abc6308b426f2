"""WYSYŁKI: how far a sending to many has gone, and stopping it."""

import re

import pytest
from contracts import golden
from contracts.notifications import rpc as notifications
from gateway.web.batches import Progress

from services.gateway.tests.furnished_messages import furnish_messages, give_batch
from services.gateway.tests.web.sent_form import sent_form

BATCH = golden.response("notifications.read_batch") | dict.fromkeys(
    ("recipients", "planned", "queued", "sent", "delivered", "failed", "cancelled", "skipped"), 0
)


@pytest.fixture
def batch(practice, services):
    return furnish_messages(practice, services)


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def finish(services, practice, batch):
    for message in practice.messages:
        if message.batch_id == batch.id and message.state == "planned":
            services.becomes(practice, message, state="sent", sent_at=services.now())


def test_nothing_written_yet_offers_the_first_step(receptionist):
    page = receptionist.get("/messages/batches").text
    assert "Jeszcze nic tu nie ma" in page
    assert 'href="/messages/new">Napisz pierwszą wiadomość' in page


def test_the_list_says_what_to_how_many_and_how_far(receptionist, batch):
    page = receptionist.get("/messages/batches").text
    said = words(page)
    assert "SMS · 12 pacjentów · nie dotarły: 1" in said
    assert "Wysłano dotąd: 5 z 12. dziś o 10:07" in said
    assert f'href="/messages/batches/{batch.id}"' in page
    assert "Dzień dobry Imię , w piątek" in said, "placeholders are shown as what they stand for"


def test_older_sendings_are_a_page_away(receptionist, services, practice):
    for number in range(26):
        give_batch(practice, services, text=f"Wiadomość {number}.")
    first = receptionist.get("/messages/batches").text
    older = re.search(r'href="([^"]+)">Starsze', first)[1]
    assert "Wiadomość 0." not in first
    assert "Wiadomość 0." in receptionist.get(older).text


def test_while_it_goes_out_the_page_asks_again_with_and_without_javascript(receptionist, batch):
    page = receptionist.get(f"/messages/batches/{batch.id}").text
    assert f'hx-get="/messages/batches/{batch.id}" hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert re.search(r'<progress[^>]* max="12" value="6"', page)


def test_each_count_leads_to_its_messages(receptionist, batch):
    page = receptionist.get(f"/messages/batches/{batch.id}").text
    counts = re.findall(r'<a href="/messages\?batch_id=[0-9a-f-]+&amp;state=(\w+)">.*?<strong>(\d+)</strong>', page)
    assert counts == [("delivered", "5"), ("planned", "6"), ("failed", "1")]


def test_when_it_is_finished_nothing_asks_any_more_and_what_failed_is_a_link(receptionist, services, practice, batch):
    finish(services, practice, batch)
    page = receptionist.get(f"/messages/batches/{batch.id}").text
    assert "Zakończono. Wysłano: 11 z 12." in page
    assert "every 2s" not in page
    assert "refresh" not in page
    assert "ZATRZYMAJ" not in page
    assert f'href="/messages?batch_id={batch.id}&amp;state=failed">Pokaż, które nie dotarły i dlaczego' in page


def test_stopping_calls_off_what_has_not_gone_out(receptionist, practice, batch):
    url = f"/messages/batches/{batch.id}"
    form = sent_form(receptionist.get(url).text, action=f"{url}/stop")
    answer = receptionist.post(f"{url}/stop", form)
    assert (answer.status_code, answer.location) == (303, url)
    page = receptionist.get(url).text
    assert "Wysyłka zatrzymana. Wcześniej wysłano: 5." in page
    assert "Zatrzymano. Wysłano: 5 z 12." in page
    assert re.search(r'<progress class="progress-line is-stopped" max="12" value="6"', page), (
        "the bar stays where it was"
    )
    assert "ZATRZYMAJ" not in page
    stopped = [m for m in practice.messages if m.state == "cancelled" and m.batch_id == batch.id]
    assert {m.reason for m in stopped} == {"stopped"}
    assert len(stopped) == 6


def test_stopping_twice_is_stopping_once(receptionist, batch):
    url = f"/messages/batches/{batch.id}"
    form = sent_form(receptionist.get(url).text, action=f"{url}/stop")
    receptionist.post(f"{url}/stop", form)
    assert receptionist.post(f"{url}/stop", form).status_code == 303


def test_managers_see_who_wrote_it(receptionist, with_role, batch):
    page = f"/messages/batches/{batch.id}"
    assert "Anna Zielińska" in words(receptionist.get(page).text).split("Treść")[1]
    assert "Anna Zielińska" in words(with_role("admin").get(page).text)
    assert "Anna Zielińska" not in words(with_role("receptionist").get(page).text)


def test_a_sending_of_nobody_here_is_not_found(receptionist):
    gone = "/messages/batches/019ab1c2-0000-7000-8000-0000000000b1"
    assert receptionist.get(gone).status_code == 404
    assert receptionist.post(f"{gone}/stop", {}).status_code == 404


@pytest.mark.parametrize(
    ("counts", "running", "stopped"),
    [
        ({"planned": 3}, True, False),
        ({"queued": 1, "sent": 2}, True, False),
        ({"sent": 2, "failed": 1}, False, False),
        ({"sent": 1, "cancelled": 2}, False, True),
        ({}, False, False),
    ],
)
def test_a_sending_runs_until_nothing_is_left_to_go_out(counts, running, stopped):
    made = notifications.Batch(**BATCH | counts | {"recipients": sum(counts.values())})
    progress = Progress(made)
    assert (progress.running, progress.stopped) == (running, stopped)
    assert progress.done + progress.left + made.cancelled == made.recipients


def test_an_excerpt_never_ends_within_a_placeholder():
    for before in range(50, 90):
        text = f"{'a' * before} {{{{ patient_first_name }}}} {'b' * 40}"
        excerpt = Progress(notifications.Batch(**BATCH | {"text": text})).excerpt
        assert len(excerpt) <= 80
        assert excerpt.endswith("…")
        assert excerpt.count("{{") == excerpt.count("}}")
