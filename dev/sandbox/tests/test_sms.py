"""The answers are those of SMSAPI's documentation and of its clients' fixtures."""

import pytest


def test_an_accepted_sms_is_answered_as_smsapi_does(sandbox):
    answer = sandbox.sms(to="+48 451 200 300", idx="reminder-1")
    (sent,) = answer["list"]
    assert answer["count"] == 1
    assert isinstance(sent.pop("date_sent"), int)
    assert len(sent.pop("id")) == 24
    assert sent == {
        "points": 0.16,
        "number": "48451200300",
        "submitted_number": "+48 451 200 300",
        "status": "QUEUE",
        "error": None,
        "idx": "reminder-1",
        "parts": 1,
    }


def test_the_phone_shows_what_was_sent(sandbox):
    sandbox.sms(to="451200300", text="Zażółć", idx="reminder-1")
    (message,) = sandbox.messages()
    assert message["channel"] == "sms"
    assert (message["to"], message["from"], message["text"]) == ("+48451200300", "Dentoro", "Zażółć")
    assert (message["idempotency_key"], message["deliveries"]) == ("reminder-1", 1)
    assert (message["subject"], message["html"], message["headers"]) == (None, None, {})
    assert message["received_at"].endswith("+00:00")


def test_a_known_idx_is_refused_and_counted_when_it_is_checked(sandbox):
    sandbox.sms(idx="reminder-1", check_idx="1")
    assert sandbox.sms(idx="reminder-1", check_idx="1") == {"error": 53, "message": "Not unique idx parameter"}
    (message,) = sandbox.messages()
    assert message["deliveries"] == 2


def test_a_known_idx_is_sent_again_when_it_is_not_checked(sandbox):
    sandbox.sms(idx="reminder-1", check_idx="1")
    sandbox.sms(idx="reminder-1")
    assert [message["deliveries"] for message in sandbox.messages()] == [1, 1]


def test_a_number_that_cannot_receive_is_refused(sandbox):
    assert sandbox.sms(to="100200300") == {
        "error": 13,
        "message": "No correct phone numbers",
        "invalid_numbers": [
            {"number": "48100200300", "submitted_number": "100200300", "message": "Invalid phone number"}
        ],
    }
    assert sandbox.messages() == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"to": ""}, 13),
        ({"message": ""}, 11),
        ({"message": "ą", "nounicode": "1"}, 11),
        ({"message": "a" * 1531}, 11),
        ({"message": "a" * 161, "single": "1"}, 12),
        ({"message": "a" * 307, "max_parts": "2"}, 12),
        ({"from": "ZaDługaNazwaNadawcy"}, 14),
        ({"idx": "a|b"}, 20),
        ({"idx": "a" * 256}, 27),
    ],
)
def test_wrong_requests_get_their_documented_error(sandbox, fields, code):
    answer = sandbox.post(**({"to": "451200300", "message": "x"} | fields))
    assert (answer.status_code, answer.json()["error"]) == (200, code)
    assert sandbox.messages() == []


def test_a_request_without_a_token_is_refused(sandbox):
    assert sandbox.post(token=None, to="451200300", message="x").json()["error"] == 101
    assert sandbox.messages() == []


def test_only_the_token_it_was_told_is_taken(start_sandbox):
    with start_sandbox(SANDBOX_TOKEN="right") as sandbox:
        assert sandbox.post(token="wrong", to="451200300", message="x").json()["error"] == 101
        assert sandbox.post(token="right", to="451200300", message="x").json()["count"] == 1


def test_many_recipients_each_have_their_idx(sandbox):
    answer = sandbox.sms(to="451200300,452200300", idx="a|b")
    assert [sent["idx"] for sent in answer["list"]] == ["a", "b"]
    assert [(m["to"], m["idempotency_key"]) for m in sandbox.messages()] == [
        ("+48451200300", "a"),
        ("+48452200300", "b"),
    ]


def test_without_an_encoding_the_text_is_read_as_windows_1250(sandbox):
    sandbox.http.post(
        f"{sandbox.url}/sms.do",
        data={"to": "451200300", "message": "Zażółć".encode("cp1250")},
        headers={"Authorization": "Bearer any"},
        timeout=10,
    )
    assert sandbox.messages()[0]["text"] == "Zażółć"


def test_without_json_the_answer_is_smsapis_text(sandbox):
    assert sandbox.post(format="", to="451200300", message="x").text.startswith("OK:")
    assert sandbox.post(format="", to="1", message="x").text == "ERROR:13"


def test_a_trial_is_answered_and_not_kept(sandbox):
    assert sandbox.sms(test="1")["count"] == 1
    assert sandbox.messages() == []


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ś" * 70, 1),
        ("ś" * 71, 2),
    ],
)
def test_parts_are_counted_as_networks_count_them(sandbox, text, needed):
    assert sandbox.sms(text=text)["list"][0]["parts"] == needed
