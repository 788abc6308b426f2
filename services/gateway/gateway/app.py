"""Builds the Flask application: the API, the pages, and what every answer has in common."""

from __future__ import annotations

from apiflask import APIFlask
from chassis.clock import clock
from flask import request
from flask_babel import Babel

from gateway import api, callbacks, clients, compression, errors, headers, tracing
from gateway.api.bodies import Json
from gateway.live import Screens
from gateway.rpc import RpcCaller
from gateway.settings import GatewaySettings
from gateway.web.blueprint import web

LANGUAGES = ("pl", "en")


def create_app(settings: GatewaySettings, call: RpcCaller | None = None, screens: Screens | None = None) -> APIFlask:
    """The application of one process.

    ``call`` is how services are reached; left out, it is an RpcClient of this process, so the application must then
    be made after the fork. ``screens`` are told what changes; left out, they hear of nothing and ask now and then.
    """
    app = APIFlask(
        __name__, title="Dentoro", version="1", spec_path="/api/v1/openapi.json", docs_path=None, json_errors=False
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        BABEL_DEFAULT_LOCALE="pl",
        # Flask's own session holds the CSRF secret and nothing else.
        SESSION_COOKIE_NAME="dentoro_form",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
    )
    app.json = Json(app)
    app.extensions["dentoro_settings"] = settings
    app.extensions["dentoro_clock"] = clock(settings.clock_offset)
    app.extensions["dentoro_rpc"] = call or _client(settings)
    app.extensions["dentoro_screens"] = screens or Screens()
    clients.register(app, settings)
    Babel(app, locale_selector=language)
    tracing.register(app, settings)
    errors.register(app)
    web.enable_openapi = False  # type: ignore[attr-defined]
    app.register_blueprint(web)
    api.register(app)
    callbacks.register(app, settings)
    headers.register(app, settings)
    compression.register(app)
    return app


def language() -> str:
    """``pl`` or ``en``: what a program prefers, else Polish. The pages have a switch of their own."""
    preferred = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((language for language in preferred if language in LANGUAGES), LANGUAGES[0])


def _client(settings: GatewaySettings) -> RpcCaller:
    from chassis.rpc_client import RpcClient

    return RpcClient(settings.amqp_url, timeout=settings.rpc_timeout, name="gateway")
