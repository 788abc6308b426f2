import pytest


def test_a_right_password_opens_the_calendar(stranger, practice):
    answer = stranger.post("/login", {"email": "Anna@Example.pl ", "password": "Tajne123"})
    assert (answer.status_code, answer.location) == (303, "/calendar")
    cookie = stranger.client.get_cookie("dentoro_session")
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_a_wrong_password_keeps_the_address_and_says_so(stranger, practice):
    answer = stranger.post("/login", {"email": "anna@example.pl", "password": "Zgadnij11"})
    assert answer.status_code == 401
    assert "Nieprawidłowy e-mail lub hasło" in answer.text
    assert 'value="anna@example.pl"' in answer.text
    assert "Zgadnij11" not in answer.text


@pytest.mark.parametrize("page", ["/calendar", "/calendar/list", "/visits/new", "/patients", "/settings/practice"])
def test_strangers_are_sent_to_the_login_and_come_back(stranger, practice, page):
    sent = stranger.get(page)
    assert (sent.status_code, sent.location) == (303, f"/login?next={page}")
    answer = stranger.post("/login", {"email": "anna@example.pl", "password": "Tajne123", "next": page})
    assert answer.location == page


def test_the_way_back_never_leads_elsewhere(stranger, practice):
    answer = stranger.post("/login", {"email": "anna@example.pl", "password": "Tajne123", "next": "//example.com/x"})
    assert answer.location == "/calendar"


def test_logging_out_ends_the_session_itself(receptionist, services):
    token = receptionist.client.get_cookie("dentoro_session").value
    assert receptionist.post("/logout").location == "/"
    assert token not in services.sessions
    assert receptionist.get("/calendar").status_code == 303


def test_logging_out_works_while_accounts_is_down(receptionist, services):
    services.down = {"accounts"}
    assert receptionist.post("/logout").status_code == 303
    assert receptionist.client.get_cookie("dentoro_session") is None


def test_a_session_that_ended_sends_the_whole_window_to_the_login(receptionist, services):
    services.sessions.clear()
    answer = receptionist.get("/visits/new", part=True)
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/login")
