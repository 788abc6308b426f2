"""``python -m dev.sandbox``: runs until SIGTERM or Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from threading import Event, Thread

from dev.sandbox.callbacks import Callbacks
from dev.sandbox.faults import Faults
from dev.sandbox.journal import Journal
from dev.sandbox.mail import Mailboxes, MailServer
from dev.sandbox.messages import Messages
from dev.sandbox.phones import Phones
from dev.sandbox.settings import SettingInvalid, Settings, read_settings
from dev.sandbox.web import Sandbox, make_server


def run(settings: Settings, stop: Event) -> None:
    journal = Journal(settings.directory)
    messages = Messages(journal, settings.keep)
    faults = Faults()

    def now() -> datetime:
        return datetime.now(UTC) + settings.clock_offset

    mail = MailServer(Mailboxes(messages, faults, now), settings.host, settings.smtp_port)
    try:
        phones = Phones(messages, faults, Callbacks(settings.callback_url, now), settings.reports, now)
        sandbox = Sandbox(messages, faults, phones, now, settings.token)
        web = make_server(sandbox, settings.host, settings.http_port)
    except OSError:
        mail.close()
        raise
    Thread(target=web.serve_forever, name="http", daemon=True).start()
    print(f"sandbox: http://{settings.host}:{web.server_port} smtp://{settings.host}:{mail.port}", flush=True)
    stop.wait()
    web.shutdown()
    web.server_close()
    mail.close()
    journal.close()


def main() -> int:
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        settings = read_settings(os.environ)
    except SettingInvalid as wrong:
        print(f"sandbox: {wrong}", file=sys.stderr)
        return 2
    try:
        run(settings, stop)
    except OSError as wrong:
        ports = f"HTTP port {settings.http_port}, SMTP port {settings.smtp_port}"
        print(f"sandbox cannot start on {settings.host} ({ports}): {wrong.strerror or wrong}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
