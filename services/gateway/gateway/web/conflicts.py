"""Two people with the same settings open: the second sees what the first saved, and neither loses a word silently."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext as _

from gateway.web.forms import Form

SEEN = "seen"
"""The hidden field that holds the values with which the form was opened, as JSON."""

Parts = Mapping[str, Sequence[str]]
"""By label of the form, the names of the values that stand under it."""


def seen(values: Mapping[str, str], parts: Parts) -> str:
    """What goes into the hidden field."""
    return json.dumps({name: values[name] for names in parts.values() for name in names if name in values})


def merge(form: Form, now: Mapping[str, str], parts: Parts, describe: Callable[[str, Mapping[str, str]], str]) -> None:
    """Bring a form that was filled in from an older state up to what is saved ``now``.

    What both changed stays as typed, and what is saved is said beside it. What the person left alone takes over what
    the other one saved, and what it was is said beside it. ``describe`` puts the values of one part into words.
    """
    opened = _opened(form)
    for label, names in parts.items():
        typed, saved = _of(form.values, names), _of(now, names)
        was = _of(opened, names) if opened is not None else None
        if saved in (typed, was):
            continue
        if typed == was:
            before = describe(label, opened or {})
            form.others[label] = _("Somebody has just changed it; it was: %(value)s", value=before)
            for name in names:
                form.values.pop(name, None)
            form.values.update({name: now[name] for name in names if name in now})
        else:
            form.others[label] = _("Saved by somebody just now: %(value)s", value=describe(label, now))
    form.values[SEEN] = seen(now, parts)


def explain() -> str:
    """The head of the summary."""
    return str(
        _(
            "Somebody else has saved these settings in the meantime. What differs is marked: look at it and save "
            "again. Nothing of yours has been saved yet."
        )
    )


def _opened(form: Form) -> dict[str, str] | None:
    try:
        found = json.loads(form[SEEN])
    except ValueError:
        return None
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else None


def _of(values: Mapping[str, str], names: Sequence[str]) -> list[str | None]:
    return [values.get(name) for name in names]
