"""The sandbox that plays SMSAPI and the mail server, as a process of its own."""

from __future__ import annotations

from typing import Any

import requests

from dev.launching import Launcher
from dev.ports import free_port


class Sandbox:
    def __init__(self, start: Launcher) -> None:
        port, smtp_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.env = {
            "SMSAPI_URL": self.url,
            "SMSAPI_TOKEN": "any",
            "SMSAPI_SENDER": "Dentoro",
            "SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
            "MAIL_FROM": "przypomnienia@dentoro.example",
            "PUBLIC_URL": "https://dentoro.example",
            "LINK_KEYS": "a-key-that-signs-links-to-patients",
        }
        ports = {"SANDBOX_PORT": str(port), "SANDBOX_SMTP_PORT": str(smtp_port), "HEALTH_PORT": str(port)}
        self.process = start(["-m", "dev.sandbox"], env=ports)

    def messages(self, channel: str | None = None) -> list[dict[str, Any]]:
        items = requests.get(f"{self.url}/messages", timeout=5).json()["items"]
        return [item for item in items if channel in (None, item["channel"])]

    def clear(self) -> None:
        requests.delete(f"{self.url}/messages", timeout=5).raise_for_status()
        self.misbehave()

    def misbehave(self, **faults: dict[str, Any]) -> None:
        requests.put(f"{self.url}/faults", json=faults, timeout=5).raise_for_status()
