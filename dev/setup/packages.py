"""The virtual environment: locked packages from the index, our own packages as they stand here, translations."""

import importlib.util
import subprocess
import sys
from pathlib import Path

from dev.setup.console import ROOT, SetupError, fingerprint, run, unchanged

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
_PIP = (PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input")


def install() -> bool:
    """The hash-locked requirements. True when something was done."""
    created = _create()
    lock = ROOT / "dev" / "requirements.txt"
    stamp = VENV / ".locked-packages"
    now = fingerprint([lock])
    if not created and unchanged(stamp, now):
        return False
    # The lock is complete. Were pip to resolve again, a newer release of what a package needs could be its choice.
    locked = ("--require-hashes", "--no-deps", "--only-binary=:all:", "-r", lock)
    run("Python packages: the locked ones", [*_PIP, "install", *locked])
    stamp.write_text(now)
    return True


def install_own() -> bool:
    """Our packages, editable: what is changed here is what runs."""
    projects = sorted([*ROOT.glob("shared/*/pyproject.toml"), *ROOT.glob("services/*/pyproject.toml")])
    stamp = VENV / ".own-packages"
    now = fingerprint(projects)
    if unchanged(stamp, now):
        return False
    editable = [part for project in projects for part in ("--editable", str(project.parent))]
    run("Python packages: our own", [*_PIP, "install", "--no-deps", "--no-build-isolation", *editable])
    stamp.write_text(now)
    return True


def compile_translations() -> bool:
    """Message catalogues (.po) into what is read at run time (.mo)."""
    catalogues = [file for part in ("services", "shared") for file in (ROOT / part).glob("**/LC_MESSAGES/*.po")]
    catalogues = [file for file in catalogues if "node_modules" not in file.parts]
    if all(_newer(file.with_suffix(".mo"), file) for file in catalogues):
        return False
    for file in catalogues:
        run("Translations", [VENV / "bin" / "pybabel", "compile", "-i", file, "-o", file.with_suffix(".mo")])
    return True


def _newer(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime


def _create() -> bool:
    if _usable():
        return False
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise SetupError("Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv")
    run("Virtual environment", [sys.executable, "-m", "venv", "--clear", VENV])
    return True


def _usable() -> bool:
    """False too when the folder was moved or Python was upgraded: then its scripts name a Python that is not there."""
    pip = VENV / "bin" / "pip"
    if not PYTHON.exists() or not pip.exists() or str(VENV) not in pip.read_text(errors="replace").partition("\n")[0]:
        return False
    try:
        return (
            subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, timeout=60, check=False).returncode == 0
        )
    except OSError:
        return False
