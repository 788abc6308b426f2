from smtplib import SMTP


def test_the_mailbox_holds_both_parts_and_the_headers(sandbox):
    sandbox.mail(html="<p>Zażółć</p>")
    (message,) = sandbox.messages()
    assert message["channel"] == "email"
    assert (message["to"], message["from"]) == ("anna@example.com", "Gabinet Uśmiech <gabinet@example.com>")
    assert (message["subject"], message["text"]) == ("Wizyta jutro", "Zażółć gęślą jaźń\n")
    assert message["html"].strip() == "<p>Zażółć</p>"
    assert message["headers"]["To"] == "anna@example.com"
    assert (message["idempotency_key"], message["deliveries"]) == ("<1@dentoro>", 1)


def test_a_mailbox_keeps_one_copy_of_a_message_id_and_counts_the_others(sandbox):
    for _ in range(3):
        sandbox.mail(message_id="<same@dentoro>")
    (message,) = sandbox.messages()
    assert message["deliveries"] == 3


def test_two_mailboxes_each_keep_their_copy(sandbox):
    sandbox.mail(to="anna@example.com", message_id="<same@dentoro>")
    sandbox.mail(to="jan@example.com", message_id="<same@dentoro>")
    assert [(m["to"], m["deliveries"]) for m in sandbox.messages()] == [("anna@example.com", 1), ("jan@example.com", 1)]


def test_a_sender_may_log_in_and_use_one_connection_for_many_mails(sandbox):
    with SMTP("127.0.0.1", sandbox.smtp_port, timeout=10) as server:
        server.login("anybody", "any password")
        for number in range(3):
            server.sendmail("a@example.com", ["jan@example.com"], f"Message-ID: <{number}@x>\r\n\r\nTekst {number}\r\n")
    assert [m["text"].strip() for m in sandbox.messages()] == ["Tekst 0", "Tekst 1", "Tekst 2"]


def test_what_is_no_proper_mail_is_taken_as_it_is(sandbox):
    with SMTP("127.0.0.1", sandbox.smtp_port, timeout=10) as server:
        body = b"Subject: =?utf-8?q?broken\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xff\xfe za\xc5\xbc\r\n"
        server.sendmail("a@example.com", ["jan@example.com"], body)
    (message,) = sandbox.messages()
    assert "zaż" in message["text"]
