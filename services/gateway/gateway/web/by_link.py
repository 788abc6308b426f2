"""Views of pages that a link in a message leads to: the token in the address is the whole key."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import render_template

from gateway.refusals import Refused
from gateway.web import public_form
from gateway.web.letters import keeps_address

View = TypeVar("View", bound=Callable[..., Any])


def by_link(expired: str) -> Callable[[View], View]:
    """A link that is not valid is answered with the template ``expired``; its address goes nowhere, come what may."""

    def guard(view: View) -> View:
        @keeps_address
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            try:
                return view(*args, **kwargs)
            except Refused as refused:
                if refused.code != "link_not_valid":
                    raise
                return render_template(expired, other_language=public_form.other_language()), 410

        return cast(View, guarded)

    return guard
