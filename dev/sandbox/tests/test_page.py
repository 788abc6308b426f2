import re

HOSTILE = "<script>alert(1)</script><p>Treść</p>"


def _page(sandbox, path="/"):
    answer = sandbox.http.get(sandbox.url + path, timeout=10)
    assert answer.status_code == 200
    return answer


def test_the_page_shows_the_newest_first(sandbox):
    sandbox.sms(text="Pierwszy")
    sandbox.sms(text="Drugi")
    shown = _page(sandbox).text
    assert shown.index("Drugi") < shown.index("Pierwszy")
    assert "451 200 300" in shown


def test_the_page_can_be_searched_by_number_and_by_address(sandbox):
    sandbox.sms(to="451200300", text="Do Anny")
    sandbox.sms(to="452900800", text="Do Jana")
    sandbox.mail(to="anna@example.com", message_id="<1@x>")
    sandbox.mail(to="jan@example.com", message_id="<2@x>")
    by_number = _page(sandbox, "/?q=452 900 800").text
    assert "Do Jana" in by_number
    assert "Do Anny" not in by_number
    by_address = _page(sandbox, "/?q=ANNA@").text
    assert "anna@example.com" in by_address
    assert "jan@example.com" not in by_address


def test_the_page_refreshes_without_scripts_and_says_when_it_is_empty(sandbox):
    shown = _page(sandbox).text
    assert re.search(r'<noscript><meta http-equiv="refresh" content="\d+"></noscript>', shown)
    assert "Pusta skrzynka" in shown


def test_nothing_that_arrives_can_act_on_the_page(sandbox):
    sandbox.sms(text=HOSTILE)
    sandbox.mail(html=HOSTILE)
    answer = _page(sandbox)
    assert "<script>alert" not in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_html_part_is_shown_in_a_frame_that_may_do_nothing(sandbox):
    sandbox.mail(html=HOSTILE)
    frame = re.search(r'<iframe [^>]*src="([^"]+)" sandbox="([^"]*)"', _page(sandbox).text)
    assert "allow-scripts" not in frame[2]
    assert "allow-same-origin" not in frame[2]
    part = _page(sandbox, frame[1])
    assert "Treść" in part.text
    assert "default-src 'none'" in part.headers["Content-Security-Policy"]
    assert "sandbox" in part.headers["Content-Security-Policy"]


def test_the_text_part_can_be_chosen_and_its_links_opened(sandbox):
    sandbox.sms(text="Potwierdź: https://example.com/p/a?b=1&c=2.")
    sandbox.mail(html=HOSTILE)
    shown = _page(sandbox, "/?czesc=tekst").text
    assert "Zażółć gęślą jaźń" in shown
    assert "<iframe" not in shown
    assert 'href="https://example.com/p/a?b=1&amp;c=2"' in shown


def test_health_and_unknown_addresses(sandbox):
    for path in ("/health/live", "/health/ready", "/static/sandbox.css", "/static/sandbox.js", "/favicon.ico"):
        _page(sandbox, path)
    for path in ("/static/../settings.py", "/messages/1/html", "/nic"):
        assert sandbox.http.get(sandbox.url + path, timeout=10).status_code == 404


def test_the_page_stands_while_it_holds_thousands(sandbox):
    numbers = ",".join(f"45120{number:04}" for number in range(1000))
    sandbox.sms(to=numbers, text="Do wszystkich")
    shown = _page(sandbox).text
    assert "Najnowsze 100 z 1000" in shown
    assert shown.count("Do wszystkich") == 100
