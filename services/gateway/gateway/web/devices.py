"""A browser in words, by what it says of itself (User-Agent): a person must recognise their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from ua_parser import parse

if TYPE_CHECKING:
    from ua_parser import Result

_VARIANT = re.compile(r"( Mobile| iOS| WebView| Tech Preview)+$")
_NAMES = {"Mobile Safari": "Safari", "HeadlessChrome": "Chrome", "IE": "Internet Explorer", "Edge": "Microsoft Edge"}
_SYSTEMS = {
    "Windows": _l("%(browser)s on Windows"),
    "Mac OS X": _l("%(browser)s on a Mac"),
    "Android": _l("%(browser)s on Android"),
    "Chrome OS": _l("%(browser)s on a Chromebook"),
    "iPhone": _l("%(browser)s on an iPhone"),
    "iPad": _l("%(browser)s on an iPad"),
}
_LINUX = _l("%(browser)s on Linux")
_LINUXES = frozenset({"Linux", "Ubuntu", "Fedora", "Debian", "Red Hat", "SUSE", "Mint", "Arch Linux", "Gentoo"})


def device(agent: str | None) -> str:
    """``Firefox na Linuksie``; a program's own name; or that it is not known."""
    found = parse(agent or "")
    if found.user_agent is None:
        return str(_("Unknown device"))
    family = found.user_agent.family
    browser = _NAMES.get(family) or _VARIANT.sub("", family)
    system = _system(found)
    sentence = _LINUX if system in _LINUXES else _SYSTEMS.get(system)
    return str(sentence) % {"browser": browser} if sentence is not None else browser


def _system(found: Result) -> str:
    family = found.os.family if found.os else ""
    if family == "iOS":
        return "iPad" if found.device and "iPad" in found.device.family else "iPhone"
    return family
