import pytest


def test_pages_are_polish_whatever_the_browser_prefers(stranger):
    page = stranger.client.get("/", headers={"Accept-Language": "en-US,en"})
    assert 'lang="pl"' in page.text
    assert "ZAREJESTRUJ GABINET" in page.text


def test_the_switch_makes_them_english_and_is_remembered(stranger):
    answer = stranger.get("/language/en?back=/login")
    assert (answer.status_code, answer.location) == (303, "/login")
    assert 'lang="en"' in stranger.get("/login").text
    stranger.get("/language/pl?back=/")
    assert 'lang="pl"' in stranger.get("/login").text


def test_an_unknown_language_is_not_found(stranger):
    assert stranger.get("/language/de").status_code == 404


@pytest.mark.parametrize(
    "elsewhere", ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)", ""]
)
def test_the_switch_leads_nowhere_else(stranger, elsewhere):
    assert stranger.get("/language/en", query_string={"back": elsewhere}).location == "/"


def test_colours_follow_the_system_until_one_chooses(stranger):
    assert "data-bs-theme" not in stranger.get("/").text
    stranger.get("/theme/dark?back=/")
    assert 'data-bs-theme="dark"' in stranger.get("/").text
    stranger.get("/theme/system?back=/")
    assert "data-bs-theme" not in stranger.get("/").text
