"""What the browser loads: built by npm, with the node on the PATH or else the one from PyPI."""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from dev.setup.console import ROOT, fingerprint, run, unchanged
from dev.setup.packages import VENV

GATEWAY = ROOT / "services" / "gateway"
_SOURCES = GATEWAY / "gateway" / "web" / "assets"
_DIST = _SOURCES / "dist"
_NODE = 20


def build() -> bool:
    """True when something was done."""
    if not (GATEWAY / "package.json").exists():
        return False
    return any([_install(), _build()])


def _install() -> bool:
    wanted = [GATEWAY / "package.json", GATEWAY / "package-lock.json"]
    stamp = GATEWAY / "node_modules" / ".locked"
    now = fingerprint(wanted)
    if unchanged(stamp, now):
        return False
    run("Front-end packages", ["npm", "ci", "--no-audit", "--no-fund"], env=_with_node(), cwd=GATEWAY)
    stamp.write_text(now)
    return True


def _build() -> bool:
    sources = [file for file in _SOURCES.rglob("*") if file.is_file() and _DIST not in file.parents]
    stamp = _DIST / ".built"
    now = fingerprint([*sources, GATEWAY / "package.json", GATEWAY / "package-lock.json"])
    if unchanged(stamp, now):
        return False
    run("Front-end assets", ["npm", "run", "build"], env=_with_node(), cwd=GATEWAY)
    _DIST.mkdir(exist_ok=True)
    stamp.write_text(now)
    return True


def _with_node() -> dict[str, str]:
    path = os.environ.get("PATH", "")
    return {} if _suitable_node() else {"PATH": f"{VENV / 'bin'}{os.pathsep}{path}"}


def _suitable_node() -> bool:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or Path(node).is_relative_to(VENV):
        return False
    with suppress(OSError, ValueError, subprocess.SubprocessError):
        version = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout
        return int(version.lstrip("v").split(".")[0]) >= _NODE
    return False
