"""Pages that a link in a letter leads to: its token is a key, so the address of the page goes nowhere else."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Response, after_this_request

View = TypeVar("View", bound=Callable[..., Any])


def keeps_address(view: View) -> View:
    """No page that is opened from here, and no search engine, learns the address; also when the view fails."""

    @functools.wraps(view)
    def quiet(*args: Any, **kwargs: Any) -> Any:
        after_this_request(_close)
        return view(*args, **kwargs)

    return cast(View, quiet)


def _close(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
