"""SMSAPI (smsapi.pl): one SMS through ``POST /sms.do``.

The message's id goes with it as ``idx`` with ``check_idx=1``: SMSAPI refuses a second message with the same one by
error 53, which therefore means that it has it. SMSAPI's own client has no time limits and no way to set them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import requests
from chassis.logs import log
from urllib3.exceptions import NewConnectionError

from notifications.domain.message import Letter, Reason
from notifications.domain.sending import Accepted, Answer, NotNow, Rejected

KNOWN_ALREADY = 53

FINAL = {
    13: Reason.INVALID_PHONE,
    57: Reason.REJECTED_ADDRESS,  # on the account's blacklist
    59: Reason.REJECTED_ADDRESS,  # the owner of the number opted out
    11: Reason.REJECTED_BY_PROVIDER,
    12: Reason.REJECTED_BY_PROVIDER,
    76: Reason.REJECTED_BY_PROVIDER,
    94: Reason.REJECTED_BY_PROVIDER,
    112: Reason.REJECTED_BY_PROVIDER,  # a country that the account may not send to
}
"""Errors about this one message. Everything else (credentials, credit, limits, their own faults) can be put right by
somebody while the message waits; until then SMSAPI takes no other message either."""

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 10.0


class SmsApi:
    """The courier of SMS. ``url`` is SMSAPI's address (``https://api.smsapi.pl``); safe for one thread."""

    remembers = timedelta(hours=20)
    """SMSAPI does not promise to compare ``idx`` with those of more than a day ago; this leaves room."""

    def __init__(self, url: str, token: str, sender: str, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._url = f"{url.rstrip('/')}/sms.do"
        self._sender = sender
        self._limits = (CONNECT_SECONDS, answer_seconds)
        self._http = requests.Session()
        self._http.headers["Authorization"] = f"Bearer {token}"
        self._http.trust_env = False

    def deliver(self, letter: Letter, key: UUID) -> Answer:
        form = {
            "to": letter.to.removeprefix("+"),
            "message": letter.text,
            "from": self._sender,
            "encoding": "utf-8",
            "format": "json",
            "idx": str(key),
            "check_idx": "1",
        }
        try:
            response = self._http.post(self._url, data=form, timeout=self._limits, allow_redirects=False)
        except requests.RequestException as error:
            log.warning("no answer from SMSAPI", error=error)
            return NotNow(maybe_accepted=not _never_connected(error), provider_down=True)
        return self._read(response)

    def _read(self, response: requests.Response) -> Answer:
        content = _json(response)
        error = content.get("error")
        if error is None and response.ok and content.get("list"):
            return Accepted(provider_id=str(content["list"][0].get("id")))
        if error == KNOWN_ALREADY:
            return Accepted(already=True)
        if isinstance(error, int) and error in FINAL:
            return Rejected(FINAL[error])
        log.warning("SMSAPI did not take a message", status=response.status_code, error_code=error)
        refused = isinstance(error, int) or 400 <= response.status_code < 500  # noqa: PLR2004 - HTTP's
        return NotNow(maybe_accepted=not refused, provider_down=True)

    def close(self) -> None:
        self._http.close()


def _never_connected(error: requests.RequestException) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)


def _json(response: requests.Response) -> dict[str, Any]:
    try:
        content = response.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
