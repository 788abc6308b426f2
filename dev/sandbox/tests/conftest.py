import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTP
from typing import Any

import pytest
import requests

ROOT = Path(__file__).parents[3]


@dataclass
class RunningSandbox:
    url: str
    smtp_port: int
    process: "subprocess.Popen[str]"
    http: requests.Session = field(default_factory=requests.Session)

    def sms(self, to="451200300", text="Jutro 12:00 wizyta", **fields: str) -> dict[str, Any]:
        answer = self.post(to=to, message=text, **fields)
        assert answer.status_code == 200
        return answer.json()

    def post(self, token: str | None = "any", **fields: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        form = {"from": "Dentoro", "format": "json", "encoding": "utf-8"} | fields
        return self.http.post(f"{self.url}/sms.do", data=form, headers=headers, timeout=10)

    def mail(self, to="anna@example.com", message_id="<1@dentoro>", html: str | None = None) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "Gabinet Uśmiech <gabinet@example.com>", to, "Wizyta jutro"
        mail["Message-ID"] = message_id
        mail.set_content("Zażółć gęślą jaźń\n")
        if html:
            mail.add_alternative(html, subtype="html")
        with SMTP("127.0.0.1", self.smtp_port, timeout=10) as server:
            server.send_message(mail)

    def messages(self, **query: str) -> list[dict[str, Any]]:
        return self.http.get(f"{self.url}/messages", params=query, timeout=10).json()["items"]

    def faults(self, **faults: dict[str, Any]) -> requests.Response:
        return self.http.put(f"{self.url}/faults", json=faults, timeout=10)


@contextmanager
def running(**environment: str) -> Iterator[RunningSandbox]:
    told = os.environ | {"SANDBOX_PORT": "0", "SANDBOX_SMTP_PORT": "0", "CLOCK_OFFSET_SECONDS": ""} | environment
    with subprocess.Popen(
        [sys.executable, "-m", "dev.sandbox"], cwd=ROOT, env=told, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            _, http, smtp = process.stdout.readline().split()
            sandbox = RunningSandbox(http, int(smtp.rpartition(":")[2]), process)
            with sandbox.http:
                yield sandbox
        finally:
            process.kill()


@pytest.fixture(scope="session")
def one_sandbox() -> Iterator[RunningSandbox]:
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(one_sandbox: RunningSandbox) -> RunningSandbox:
    """Empty and well-behaved."""
    one_sandbox.http.delete(f"{one_sandbox.url}/messages", timeout=10)
    one_sandbox.faults()
    return one_sandbox


@pytest.fixture
def start_sandbox() -> Callable[..., Any]:
    return running
