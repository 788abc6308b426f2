"""What comes from Debian: RabbitMQ, and Chromium for the browser tests. Installed only when it is missing."""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

from dev import chromium
from dev.setup.console import SetupError, run

_RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
# Installing must not start anything: the node that we use is our own. What the packages start all the same (an epmd) is
# stopped, and services that were not there before are left disabled.
_INSTALL = """
set -eu
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\\nexit 101\\n' >"$policy"
    chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
running() {
    for each in /proc/[0-9]*; do
        [ "$(cat "$each/comm" 2>/dev/null)" != epmd ] || echo "${each#/proc/}"
    done
}
before=" $(running | tr '\\n' ' ') "
new=
for unit in rabbitmq-server.service epmd.socket epmd.service; do
    [ -e "/lib/systemd/system/$unit" ] || new="$new $unit"
done
apt-get update
apt-get install -y --no-install-recommends "$@"
for unit in $new; do
    systemctl disable --now "$unit" 2>/dev/null || :
done
for pid in $(running); do
    case "$before" in *" $pid "*) ;; *) kill "$pid" || : ;; esac
done
"""


def have_rabbitmq(*, testing: bool) -> bool:
    """True when it was installed. `make run` also takes AMQP_URL or Docker, the tests TEST_AMQP_URL."""
    given = "TEST_AMQP_URL" if testing else "AMQP_URL"
    if os.environ.get(given) or _RABBITMQ.exists():
        return False
    if shutil.which("apt-get") and (prefix := _as_root()) is not None:
        run("RabbitMQ: installing Debian's", [*prefix, "sh", "-c", _INSTALL, "sh", "rabbitmq-server"])
        return True
    if not testing and _docker_answers():
        return False
    raise SetupError(
        "RabbitMQ is missing. One of these helps:\n"
        "  - install it: apt-get install rabbitmq-server (as root)\n"
        f"  - name a broker that runs: {given}=amqp://user:password@host:5672/ make {'test' if testing else 'run'}"
        + ("" if testing else "\n  - start Docker: then its image rabbitmq:4-management is used")
    )


def have_chromium() -> bool:
    """Chromium, and the library that Playwright's own node wants. True when something was installed."""
    browser = [] if any(shutil.which(name) for name in chromium.NAMES) else [chromium.NAMES[0], "fonts-liberation"]
    library = [] if _loads("libatomic.so.1") else ["libatomic1"]
    if not browser + library:
        return False
    if shutil.which("apt-get") and (prefix := _as_root()) is not None:
        install = [*prefix, "sh", "-c", _INSTALL, "sh", *library]
        title = "For the browser tests: installing Debian's Chromium"
        try:
            run(title, [*install, *browser])
        except SetupError:  # not every Debian or Ubuntu has the one without a window as a package of its own
            run(title, [*install, "chromium", "fonts-liberation"])
        return True
    raise SetupError(f"The browser tests need Chromium: apt-get install {' '.join(browser + library)} (as root)")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _as_root() -> list[str] | None:
    """What to put before a command for root; None when there is no way."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n"]
    return ["sudo", "-p", "Password of %u, to install Debian packages: "] if sys.stdin.isatty() else None


def _docker_answers() -> bool:
    if not shutil.which("docker"):
        return False
    return subprocess.run(["docker", "info"], capture_output=True, timeout=30, check=False).returncode == 0
