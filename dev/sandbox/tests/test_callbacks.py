"""What the sandbox tells by itself, to a listener that plays the gateway."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import pytest


class Listener:
    """Keeps what it is told; answers the first ``refuse`` calls with 503."""

    def __init__(self, refuse=0):
        self.told = []
        self.refuse = refuse
        self.changed = threading.Condition()

    def take(self, path, form):
        with self.changed:
            self.told.append((path, form))
            self.changed.notify_all()
            return len(self.told) > self.refuse

    def wait(self, count, seconds=15):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.told) >= count, seconds), self.told
            return self.told


@contextmanager
def listening(listener):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            taken = listener.take(self.path, dict(parse_qsl(body, keep_blank_values=True)))
            self.send_response(200 if taken else 503)
            self.end_headers()
            self.wfile.write(b"OK" if taken else b"later")

        def log_message(self, *_): ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/secret"
    server.shutdown()
    server.server_close()


@pytest.fixture
def listener():
    return Listener()


@pytest.fixture
def heard(listener, start_sandbox):
    """A sandbox that calls ``listener``."""
    with listening(listener) as url, start_sandbox(SANDBOX_CALLBACK_URL=url) as sandbox:
        yield sandbox


def eventually(look, seconds=10):
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


def test_an_accepted_sms_is_reported_with_its_ids_and_marked_on_the_page(heard, listener):
    answer = heard.sms(idx="reminder-1", check_idx="1")
    [(path, form)] = listener.wait(1)
    assert path == "/secret/delivery"
    assert (form["MsgId"], form["idx"], form["status"]) == (answer["list"][0]["id"], "reminder-1", "404")
    assert int(form["donedate"]) >= answer["list"][0]["date_sent"]
    eventually(lambda: heard.messages()[0]["report"] == "delivered")
    assert "doręczony" in heard.http.get(heard.url, timeout=5).text


@pytest.mark.parametrize(("outcome", "status"), [("undelivered", "405"), ("expired", "402"), ("rejected", "407")])
def test_another_report_can_be_asked_for(heard, listener, outcome, status):
    heard.faults(sms={"reports": outcome, "report_delay_ms": 0})
    heard.sms()
    [(_, form)] = listener.wait(1)
    assert form["status"] == status


def test_a_copy_is_not_reported_again_and_none_means_none(heard, listener):
    heard.faults(sms={"report_delay_ms": 0})
    for _ in range(2):
        heard.sms(idx="reminder-1", check_idx="1")
    heard.faults(sms={"reports": "none"})
    heard.sms(idx="reminder-2", check_idx="1")
    heard.faults(sms={"report_delay_ms": 0})
    heard.sms(idx="reminder-3", check_idx="1")
    told = listener.wait(2)
    assert [form["idx"] for _, form in told] == ["reminder-1", "reminder-3"]


def test_a_report_that_was_not_taken_comes_again(heard, listener):
    listener.refuse = 1
    heard.faults(sms={"report_delay_ms": 0})
    heard.sms(idx="reminder-1")
    first, second = listener.wait(2)
    assert first == second


def test_a_phone_can_write_back(heard, listener):
    heard.faults(sms={"reports": "none"})
    heard.sms()
    answer = heard.http.post(f"{heard.url}/replies", json={"from": "451 200 300", "text": "TAK"}, timeout=5)
    assert answer.status_code == 202
    [(path, form)] = listener.wait(1)
    assert path == "/secret/incoming"
    assert (form["sms_from"], form["sms_text"]) == ("48451200300", "TAK")
    eventually(lambda: heard.http.get(f"{heard.url}/replies", timeout=5).json()["items"][0]["taken"])


def test_the_box_under_an_sms_leads_back_to_the_page_which_shows_the_reply(heard, listener):
    heard.sms()
    page = heard.http.get(heard.url, timeout=5).text
    assert 'action="/replies"' in page
    form = {"from": "+48451200300", "text": "Może <b>później</b>?", "q": "451"}
    answer = heard.http.post(f"{heard.url}/replies", data=form, timeout=5)
    assert answer.url == f"{heard.url}/?q=451"
    assert "Może &lt;b&gt;później&lt;/b&gt;?" in answer.text
    assert "451 200 300 odpisuje" in answer.text


@pytest.mark.parametrize(
    "wrong", [{}, {"from": "451200300"}, {"from": "me", "text": "x"}, [], {"from": "1", "text": " "}]
)
def test_what_is_no_reply_is_refused(heard, listener, wrong):
    assert heard.http.post(f"{heard.url}/replies", json=wrong, timeout=5).status_code == 400
    assert listener.told == []


def test_without_a_listener_nothing_is_reported_and_nobody_can_write_back(sandbox):
    sandbox.sms()
    assert "Odpowiedz" not in sandbox.http.get(sandbox.url, timeout=5).text
    answer = sandbox.http.post(f"{sandbox.url}/replies", json={"from": "451200300", "text": "TAK"}, timeout=5)
    assert answer.status_code == 400


def test_another_site_cannot_write_in_somebodys_name(heard, listener):
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    form = {"from": "451200300", "text": "TAK"}
    assert heard.http.post(f"{heard.url}/replies", data=form, headers=elsewhere, timeout=5).status_code == 404
    assert listener.told == []
