"""Online booking within a practice's own site: who may frame it, and that it needs no cookie there."""

import re

import pytest

from services.gateway.tests.fake_settings import give_service
from services.gateway.tests.web.sent_form import sent_form

SITE = "https://gabinet-usmiech.pl"
SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def known(practice, services):
    practice.online_booking = True
    give_service(practice, "Przegląd", 30, bookable_online=True)
    services.allowed_origins = [SITE, "http://localhost:3000"]
    return practice


@pytest.fixture
def framed(stranger, known):
    """A browser's frame that keeps no cookie."""
    return stranger.client.application.test_client(use_cookies=False)


def ancestors(answer):
    return re.search(r"frame-ancestors ([^;]+)$", answer.headers["Content-Security-Policy"])[1]


def test_the_sites_that_the_practice_names_may_frame_it(framed, known):
    answer = framed.get("/b/gabinet?embed=1")
    assert ancestors(answer) == f"{SITE} http://localhost:3000"
    assert "X-Frame-Options" not in answer.headers
    service = known.services[0].id
    assert ancestors(framed.get(f"/b/gabinet/times?service_id={service}&embed=1")) == f"{SITE} http://localhost:3000"


@pytest.mark.parametrize("path", ["/b/gabinet", "/", "/login?embed=1", "/v/nie?embed=1", "/b/gabinet?embed=yes"])
def test_nothing_else_is_framed(framed, path):
    answer = framed.get(path)
    assert ancestors(answer) == "'none'"
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "origins", [[], ["*"], ["https://a.pl; script-src *"], ["javascript:x"], ["https://a.pl/strona"]]
)
def test_what_is_no_origin_allows_nobody(framed, services, origins):
    services.allowed_origins = origins
    answer = framed.get("/b/gabinet?embed=1")
    assert ancestors(answer) == "'none'"
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_the_whole_way_without_a_cookie(framed, known, services):
    """Every step stays in the frame and in its language, and sets no cookie."""

    def step(page, name, **typed):
        action = f"/b/gabinet/{name}?embed=1&amp;lang=en"
        fields = {**sent_form(page, action=action.replace("&amp;", "&")), **typed}
        answer = framed.post(f"/b/gabinet/{name}?embed=1&lang=en", data=fields, headers=SAME)
        assert answer.status_code == 200, answer.text
        assert ancestors(answer).startswith(SITE)
        assert "Set-Cookie" not in answer.headers
        return answer.text

    page = framed.get("/b/gabinet?embed=1&lang=en")
    assert "Set-Cookie" not in page.headers
    times = re.search(r'href="(/b/gabinet/times\?[^"]+)"', page.text)[1].replace("&amp;", "&")
    page = framed.get(times).text
    assert 'name="csrf_token"' not in page
    page = step(page, "hold", starts_at=re.search(r'name="starts_at" value="([^"]+)"', page)[1])
    page = step(page, "code", first_name="Anna", last_name="Kowalska", phone="501700100")
    page = step(page, "confirm", code="000001")
    assert "The visit is booked" in page
    assert re.search(r'href="/v/[^"]+" target="_blank" rel="noopener"', page), "its page is in no frame"


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        (SAME, True),
        ({"Origin": "http://localhost"}, True),
        ({}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, False),
        ({"Origin": SITE}, False),
        ({"Origin": "null"}, False),
    ],
)
def test_a_form_is_taken_from_our_own_page_alone(framed, services, known, headers, taken):
    page = framed.get(f"/b/gabinet/times?service_id={known.services[0].id}").text
    fields = {"service_id": str(known.services[0].id), "starts_at": re.search(r'"starts_at" value="([^"]+)"', page)[1]}
    answer = framed.post("/b/gabinet/hold?embed=1", data=fields, headers=headers)
    assert answer.status_code == (200 if taken else 403)
    assert bool(services.strangers) is taken


def test_outside_a_frame_the_token_of_the_form_is_needed_as_everywhere(framed, known):
    assert framed.post("/b/gabinet/hold", data={}, headers=SAME).status_code == 403
    assert framed.post("/login?embed=1", data={}, headers=SAME).status_code == 403


def test_the_script_may_be_loaded_by_any_site(framed):
    answer = framed.get("/embed.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age=3600" in answer.headers["Cache-Control"]


def test_the_language_is_switched_within_the_frame(framed):
    page = framed.get("/b/gabinet?embed=1").text
    assert 'href="/b/gabinet?embed=1&amp;lang=en"' in page
    assert "Book a visit" in framed.get("/b/gabinet?embed=1&lang=en").text
