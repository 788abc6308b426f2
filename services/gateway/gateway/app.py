"""Builds the Flask application: the API, the pages, and what every answer has in common."""

from __future__ import annotations

from pathlib import Path

from apiflask import APIFlask
from flask import request
from flask_babel import Babel

from gateway import errors, tracing
from gateway.rpc import RpcCaller
from gateway.settings import GatewaySettings

LANGUAGES = ("pl", "en")
LANGUAGE_COOKIE = "dentoro_language"
MAX_BODY_BYTES = 1_000_000


def create_app(settings: GatewaySettings, call: RpcCaller | None = None) -> APIFlask:
    """The application of one process.

    ``call`` is how services are reached; left out, it is an RpcClient of this process, so the application must then
    be made after the fork.
    """
    app = APIFlask(
        __name__, title="Dentoro", version="1", spec_path="/api/v1/openapi.json", docs_path=None, json_errors=False
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        BABEL_DEFAULT_LOCALE="pl",
        BABEL_TRANSLATION_DIRECTORIES=str(Path(__file__).parent / "web" / "i18n"),
    )
    app.extensions["dentoro_settings"] = settings
    app.extensions["dentoro_rpc"] = call
    Babel(app, locale_selector=language)
    tracing.register(app, settings)
    errors.register(app)
    try:
        from gateway.web.blueprint import web
    except ModuleNotFoundError as missing:
        if not str(missing.name).startswith("gateway.web"):
            raise
    else:
        app.register_blueprint(web)
    return app


def language() -> str:
    """``pl`` or ``en``: what the person chose, else what the browser or program prefers, else Polish."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES, "pl") or "pl"
