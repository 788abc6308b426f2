from __future__ import annotations

import pytest
from apiflask import APIFlask
from chassis.refusals import Unavailable
from contracts import golden
from contracts.accounts import rpc as accounts
from contracts.permissions import Act
from flask import Response, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from gateway import auth, rpc
from gateway.app import create_app

from services.gateway.tests.fakes import SETTINGS, TOKEN, FakeServices
from services.gateway.tests.unit.test_resources import VISIT


@pytest.fixture
def browser(app: APIFlask) -> FlaskClient:
    """Has the session cookie, as after signing in on the page."""
    client = app.test_client()
    client.set_cookie(auth.COOKIE, TOKEN)
    return client


def csrf_token(app: APIFlask, browser: FlaskClient) -> str:
    """What a page would have shown to this browser."""
    with app.test_request_context():
        token, secret = str(generate_csrf()), session["csrf_token"]
    with browser.session_transaction() as kept:
        kept["csrf_token"] = secret
    return token


def test_a_cookie_is_enough_to_read(browser: FlaskClient) -> None:
    assert browser.get("/api/v1/practice").status_code == 200


def test_a_cookie_alone_is_not_enough_to_change(browser: FlaskClient, services: FakeServices) -> None:
    answer = browser.post("/api/v1/visits", json=VISIT)
    assert (answer.status_code, answer.json["code"]) == (403, "csrf_failed")
    assert services.calls == []


@pytest.mark.parametrize("path", ["practices", "sessions", "invitation-answers", "password-resets/confirm"])
def test_not_even_to_sign_in_as_somebody_else(browser: FlaskClient, path: str) -> None:
    assert browser.post(f"/api/v1/{path}", json={}).json["code"] == "csrf_failed"


def test_a_cookie_with_the_pages_token_is(app: APIFlask, browser: FlaskClient) -> None:
    token = csrf_token(app, browser)
    assert browser.post("/api/v1/visits", json=VISIT, headers={"X-CSRF-Token": token}).status_code == 201
    assert browser.post("/api/v1/visits", json=VISIT, headers={"X-CSRF-Token": "x" + token}).status_code == 403


def test_a_program_needs_no_csrf_token_even_with_a_cookie(browser: FlaskClient) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert browser.post("/api/v1/visits", json=VISIT, headers=headers).status_code == 201


def test_a_bearer_token_goes_before_the_cookie(browser: FlaskClient) -> None:
    assert browser.get("/api/v1/practice", headers={"Authorization": "Bearer other"}).status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer other", f"Basic {TOKEN}", TOKEN])
def test_anything_but_the_token_is_nobody(stranger: FlaskClient, header: str) -> None:
    answer = stranger.get("/api/v1/practice", headers={"Authorization": header})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_what_is_offered_follows_the_role(app: APIFlask, services: FakeServices) -> None:
    read = accounts.SessionRead(**golden.response("accounts.read_session"))
    for role, acts in {"owner": {"see_changes", "manage_people", "use_calendar"}, "dentist": {"use_calendar"}}.items():
        user = read.user.model_copy(update={"role": role})
        services.answers["accounts.read_session"] = read.model_copy(update={"user": user})
        with app.test_request_context(headers={"Authorization": f"Bearer {TOKEN}"}):
            app.preprocess_request()
            signed_in = auth.required()
        asked: set[Act] = {"see_changes", "manage_people", "use_calendar"}
        assert {act for act in asked if signed_in.may(act)} == acts


def test_a_token_that_somebody_brings_to_a_public_door_is_not_asked_about(
    program: FlaskClient, services: FakeServices
) -> None:
    program.post("/api/v1/sessions", json=golden.request("accounts.open_session"))
    (call,) = services.calls
    assert (call.method, call.context.actor) == ("accounts.open_session", None)


def test_when_accounts_is_away_nobody_is_turned_away_as_a_stranger(
    program: FlaskClient, services: FakeServices
) -> None:
    services.answers["accounts.read_session"] = Unavailable("unknown")
    answer = program.get("/api/v1/practice")
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.parametrize(("env", "secure"), [("production", True), ("laptop", False), ("test", False)])
def test_the_browsers_cookie_is_kept_from_scripts_and_other_sites(env: str, secure: bool) -> None:
    settings = type(SETTINGS)(env=env, amqp_url="amqp://nowhere", secret_key="x")
    app = create_app(settings, FakeServices())
    with app.test_request_context():
        response = Response()
        auth.sign_in(response, "the-token", rpc.now())
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("dentoro_session=the-token;")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) is secure


def test_who_is_signed_in_is_asked_once_a_request(app: APIFlask, services: FakeServices) -> None:
    with app.test_request_context(headers={"Authorization": f"Bearer {TOKEN}"}):
        app.preprocess_request()
        assert auth.current() is auth.current() is not None
        assert rpc.context().practice_id is not None
    assert [call.method for call in services.calls] == ["accounts.read_session"]


def test_a_page_sends_a_stranger_to_log_in_and_back(app: APIFlask) -> None:
    view = auth.signed_in(lambda: "the page")
    with app.test_request_context("/calendar?day=2026-11-24"):
        app.preprocess_request()
        answer = view()
    assert (answer.status_code, answer.location) == (303, "/login?next=/calendar%3Fday%3D2026-11-24")
    with app.test_request_context("/calendar", headers={"Cookie": f"{auth.COOKIE}={TOKEN}"}):
        app.preprocess_request()
        assert view() == "the page"


def test_the_session_itself_is_never_told(program: FlaskClient) -> None:
    assert program.get("/api/v1/session").json == golden.response("accounts.read_session")
