import pytest
from flask_babel import force_locale
from gateway.sentences import sentence


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "za 1 minutę."),
        (60, "za 1 minutę."),
        (60.5, "za 2 minuty."),
        (300, "za 5 minut."),
        (90 * 60, "za 90 minut."),
        (90 * 60 + 1, "za 2 godziny."),
        (24 * 3600, "za 24 godziny."),
    ],
)
def test_how_long_to_wait_is_never_less_than_it_takes(app, seconds, said):
    with app.test_request_context("/"), force_locale("pl"):
        assert sentence("rate_limited", {"retry_after": seconds}).endswith(said)


def test_without_a_time_it_only_asks_to_wait(app):
    with app.test_request_context("/"), force_locale("en"):
        assert sentence("rate_limited", {}) == "Too many attempts. Please wait a moment."
        assert sentence("rate_limited", {"retry_after": 61}) == "Too many attempts. Try again in 2 minutes."
