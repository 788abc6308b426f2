"""Running the services' migrations, only when they changed since they last ran here."""

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from dev.launching import ROOT, inherited


class MigrationError(Exception):
    """A service's migration did not succeed; says which one and ends with its output."""


def migrate(environments: Mapping[str, Mapping[str, str]], logs: Path) -> None:
    """`python -m <service> migrate` for each service at the same time. Raises MigrationError."""
    running = {}
    for service, env in environments.items():
        with (logs / f"{service}-migrate.log").open("wb") as log:
            running[service] = subprocess.Popen(
                [sys.executable, "-m", service, "migrate"],
                env={**inherited(), **env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
    failed = [service for service, process in running.items() if process.wait() != 0]
    if failed:
        output = "\n".join((logs / f"{service}-migrate.log").read_text(errors="replace")[-3000:] for service in failed)
        raise MigrationError(f"migrating {', '.join(failed)} failed:\n{output}")


def version(service: str) -> str:
    """Changes with the service's migrations and the chassis tables they use."""
    return _digest(service, b"")[:12]


def fingerprint(service: str, database_url: str) -> str:
    """The same, and with the database that they ran on."""
    return _digest(service, database_url.rpartition("/")[2].encode())


def _digest(service: str, salt: bytes) -> str:
    files = [*(ROOT / "services" / service / "migrations").rglob("*.py")]
    files += [ROOT / "shared" / "chassis" / "chassis" / name for name in ("tables.py", "migrate.py")]
    digest = hashlib.sha256(salt)
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def changed(service: str, database_url: str, folder: Path) -> bool:
    """True unless note() was called for exactly these migrations on this database."""
    stamp = folder / f"migrated-{service}"
    return not stamp.exists() or stamp.read_text() != fingerprint(service, database_url)


def note(service: str, database_url: str, folder: Path) -> None:
    (folder / f"migrated-{service}").write_text(fingerprint(service, database_url))
