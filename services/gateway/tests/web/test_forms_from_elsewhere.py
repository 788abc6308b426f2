"""A form is taken only from our own pages: its token, and where the browser says it came from."""

import re

import pytest

ANNA = {"email": "anna@example.pl", "password": "Tajne123"}


@pytest.fixture
def token(stranger):
    return re.search(r'name="csrf_token" value="([^"]+)"', stranger.get("/login").text)[1]


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_a_browser_that_comes_from_elsewhere_is_refused_even_with_a_token(stranger, practice, token, site):
    answer = stranger.client.post("/login", data={**ANNA, "csrf_token": token}, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert stranger.client.get_cookie("dentoro_session") is None


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}])
def test_our_own_pages_are_taken(stranger, practice, token, headers):
    assert stranger.client.post("/login", data={**ANNA, "csrf_token": token}, headers=headers).status_code == 303


def test_over_https_a_page_that_sends_no_referer_is_taken(stranger, practice, services):
    """Pages that a letter's link opens send none, so that the link's token goes nowhere."""
    https = {"base_url": "https://localhost"}
    stranger.client.post("/forgot-password", **https)
    page = stranger.client.get("/forgot-password", **https).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    data = {"email": "anna@example.pl", "csrf_token": token}
    assert stranger.client.post("/forgot-password", data=data, **https).status_code == 303
