"""The browser of the tests: Debian's Chromium, without a window."""

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first one costs half of what the others do: it has no window to hide."""


def executable() -> str:
    """Where it is. Raises RuntimeError when there is none: `make test` installs it."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    raise RuntimeError("there is no Chromium: `make test` installs it")


def launch(playwright: "Playwright") -> "Browser":
    return playwright.chromium.launch(executable_path=executable(), args=FLAGS)
