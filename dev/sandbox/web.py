"""HTTP: SMSAPI's address, the sandbox's own API, and the page. One thread a connection, connections kept open."""

from __future__ import annotations

import hmac
import json
import re
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import Message as Headers
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from dev.sandbox import page, smsapi
from dev.sandbox.faults import Faults, FaultsInvalid
from dev.sandbox.messages import Message, Messages
from dev.sandbox.phones import Phones, ReplyInvalid
from dev.sandbox.phones import as_json as reply_as_json

LARGEST_BODY = 1024 * 1024


class Broken(Exception):  # noqa: N818 - says what happened
    """The connection ends here, without an answer."""


@dataclass(frozen=True)
class Answer:
    body: bytes
    kind: str = "application/json"
    status: int = HTTPStatus.OK
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Sandbox:
    """What the addresses work on."""

    messages: Messages
    faults: Faults
    phones: Phones
    now: Callable[[], datetime]
    token: str | None


def as_json(content: Any, status: int = HTTPStatus.OK) -> Answer:
    return Answer(json.dumps(content, ensure_ascii=False).encode(), status=status)


def send_sms(sandbox: Sandbox, body: bytes, authorization: str) -> Answer:
    """``POST /sms.do``."""
    form = smsapi.read_form(body)
    status = sandbox.faults.refusal("sms")
    if status is not None:
        time.sleep(sandbox.faults.delay("sms"))
        if HTTPStatus.BAD_REQUEST <= status < 600:  # noqa: PLR2004 - beyond are SMSAPI's own numbers
            return Answer(b"told to fail", "text/plain", status)
        return _refused(form, smsapi.Refused(status))
    try:
        request, answer = _accept(sandbox, form, authorization)
    except smsapi.Refused as refused:
        time.sleep(sandbox.faults.delay("sms"))
        return _refused(form, refused)
    time.sleep(sandbox.faults.delay("sms"))
    if sandbox.faults.drops("sms"):
        raise Broken
    if request.json:
        return as_json(answer)
    lines = [f"OK:{sent['id']}:{sent['points']}:{sent['number']}" for sent in answer["list"]]
    return Answer(";".join(lines).encode(), "text/plain")


def _accept(sandbox: Sandbox, form: dict[str, str], authorization: str) -> tuple[smsapi.Request, dict[str, Any]]:
    if not _authorized(sandbox, authorization):
        raise smsapi.Refused(101)
    request = smsapi.read_request(form)
    now = sandbox.now()
    arrivals = [
        Message(
            channel="sms",
            to=f"+{recipient.number}",
            sender=request.sender,
            text=request.text,
            received_at=now.isoformat(timespec="milliseconds"),
            idempotency_key=recipient.idx,
        )
        for recipient in request.recipients
    ]
    answer = smsapi.answer(request, time.time_ns(), int(now.timestamp()))
    if not request.test:
        kept = sandbox.messages.take(arrivals, refuse_known=request.check_idx)
        if not kept:
            raise smsapi.Refused(53)
        sandbox.phones.arrived(arrivals, kept, [sent["id"] for sent in answer["list"]])
    return request, answer


def _authorized(sandbox: Sandbox, authorization: str) -> bool:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        return False
    return sandbox.token is None or hmac.compare_digest(token.encode(), sandbox.token.encode())


def _refused(form: dict[str, str], refused: smsapi.Refused) -> Answer:
    if form.get("format") == "json":
        return as_json(refused.as_json())
    return Answer(f"ERROR:{refused.code}".encode(), "text/plain")


def list_messages(sandbox: Sandbox, query: dict[str, str]) -> Answer:
    """In the order of arrival; ``q`` as on the page, ``channel`` sms or email."""
    found = page.search(sandbox.messages.all(), query.get("q", ""))
    return as_json({"items": [m.as_json() for m in found if query.get("channel") in (None, m.channel)]})


def put_faults(sandbox: Sandbox, body: bytes) -> Answer:
    try:
        sandbox.faults.put(json.loads(body))
    except (ValueError, FaultsInvalid) as wrong:
        return as_json({"error": str(wrong)}, HTTPStatus.BAD_REQUEST)
    return as_json(sandbox.faults.as_json())


def post_reply(sandbox: Sandbox, body: bytes, kind: str) -> Answer:
    """``{from, text}`` as JSON; or the page's form, which is led back to the page."""
    is_form = kind.startswith("application/x-www-form-urlencoded")
    try:
        given = dict(parse_qsl(body.decode())) if is_form else json.loads(body)
        reply = sandbox.phones.reply(str(given.get("from", "")), str(given.get("text", "")))
    except (ValueError, AttributeError, ReplyInvalid) as wrong:
        return as_json({"error": str(wrong)}, HTTPStatus.BAD_REQUEST)
    if is_form:
        back = "/?" + urlencode({"q": given["q"]}) if given.get("q") else "/"
        return Answer(b"", status=HTTPStatus.SEE_OTHER, headers=(("Location", back),))
    return as_json(reply_as_json(reply), HTTPStatus.ACCEPTED)


def show_html(sandbox: Sandbox, message_id: int) -> Answer | None:
    message = sandbox.messages.find(message_id)
    if message is None or message.html is None:
        return None
    return Answer(page.mail_html(message), page.HTML, headers=(("Content-Security-Policy", page.MAIL_POLICY),))


def answer(  # noqa: C901, PLR0911 - one case an address
    sandbox: Sandbox, method: str, target: str, body: bytes, headers: Headers
) -> Answer:
    """One request to one answer; raises Broken when the connection is to break instead."""
    parts = urlsplit(target)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    html = re.fullmatch(r"/messages/([0-9]{1,18})/html", parts.path)
    match (method, parts.path):
        case ("POST", "/sms.do"):
            return send_sms(sandbox, body, headers.get("Authorization", ""))
        case ("GET", "/messages"):
            return list_messages(sandbox, query)
        case ("DELETE", "/messages"):
            sandbox.messages.clear()
            sandbox.phones.forget()
            return Answer(b"", status=HTTPStatus.NO_CONTENT)
        case ("GET", "/faults"):
            return as_json(sandbox.faults.as_json())
        case ("PUT", "/faults"):
            return put_faults(sandbox, body)
        case ("GET", "/replies"):
            return as_json({"items": [reply_as_json(reply) for reply in sandbox.phones.replies()]})
        case ("POST", "/replies") if headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin"):
            return post_reply(sandbox, body, headers.get("Content-Type", ""))
        case ("GET", "/health/live" | "/health/ready"):
            return as_json({"status": "ok"})
        case ("GET", "/"):
            shown = page.render(sandbox.messages.all(), sandbox.phones, query, refresh=sandbox.now())
            return Answer(shown, page.HTML, headers=(("Content-Security-Policy", page.POLICY),))
        case ("GET", path) if path in page.STATIC:
            content, kind = page.STATIC[path]
            return Answer(content, kind)
    found = show_html(sandbox, int(html[1])) if html and method == "GET" else None
    return found or as_json({"error": "not found"}, HTTPStatus.NOT_FOUND)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "DentoroSandbox"
    sys_version = ""
    disable_nagle_algorithm = True
    timeout = 75
    sandbox: Sandbox

    def _serve(self) -> None:
        length = self.headers.get("Content-Length") or "0"
        if "Transfer-Encoding" in self.headers or not length.isdigit() or int(length) > LARGEST_BODY:
            self.close_connection = True
            self._send(as_json({"error": "body too large or of unknown length"}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
            return
        body = self.rfile.read(int(length))
        method = "GET" if self.command == "HEAD" else self.command
        try:
            self._send(answer(self.sandbox, method, self.path, body, self.headers))
        except Broken:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - http.server's names

    def _send(self, reply: Answer) -> None:
        self.send_response(reply.status)
        if reply.status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        if self.close_connection:
            self.send_header("Connection", "close")
        head = b"".join([*getattr(self, "_headers_buffer", []), b"\r\n"])
        self._headers_buffer: list[bytes] = []
        self.wfile.write(head if self.command == "HEAD" else head + reply.body)

    def log_message(self, *_: Any) -> None:
        """Addresses hold what was searched for; nothing of that is written down."""


class WebServer(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A client that went away is not this process's trouble."""


def make_server(sandbox: Sandbox, host: str, port: int) -> WebServer:
    return WebServer((host, port), type("SandboxHandler", (Handler,), {"sandbox": sandbox}))
