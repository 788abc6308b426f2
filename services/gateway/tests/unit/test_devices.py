import pytest
from flask_babel import force_locale
from gateway.web.devices import device

CHROME = "Chrome/138.0.0.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.fixture
def polish(app):
    with app.test_request_context("/"), force_locale("pl"):
        yield


@pytest.mark.usefixtures("polish")
@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox na Linuksie"),
        ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox na Linuksie"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} {CHROME} Safari/537.36", "Chrome w systemie Windows"),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} {CHROME} Safari/537.36 Edg/138.0.0.0",
            "Microsoft Edge w systemie Windows",
        ),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/18.5 Safari/605.1.15", "Safari na Macu"),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {APPLE} Version/18.5 Mobile/15E148 Safari/604.1",
            "Safari na iPhonie",
        ),
        (
            f"Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) {APPLE} CriOS/138.0.7204.53 Mobile/15E148 Safari/604.1",
            "Chrome na iPadzie",
        ),
        (f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} {CHROME} Mobile Safari/537.36", "Chrome na Androidzie"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} {CHROME} Safari/537.36", "Chrome na Chromebooku"),
        ("curl/8.14.1", "curl"),
        ("", "Nieznane urządzenie"),
        (None, "Nieznane urządzenie"),
        ("<script>alert(1)</script>", "Nieznane urządzenie"),
    ],
)
def test_a_browser_is_said_in_words(agent, said):
    assert device(agent) == said
