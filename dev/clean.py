"""`make clean`: what setup and tests made here, not what `make run` keeps in var/run/. Standard library only."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_FOLDERS = (
    ".venv",
    "var/test",
    "var/setup",
    "var/bench",
    "services/gateway/node_modules",
    "services/gateway/gateway/web/assets/dist",
)
_ANYWHERE = ("__pycache__", "*.egg-info", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "*.mo")


def main() -> None:
    python = ROOT / ".venv" / "bin" / "python"
    if python.exists() and (ROOT / "var" / "test").exists():
        stopping = "from dev.servers import stop_unless_used; raise SystemExit(not stop_unless_used())"
        if subprocess.run([python, "-c", stopping], cwd=ROOT, check=False).returncode:
            sys.exit("tests are running: let them end first")
    for folder in _FOLDERS:
        shutil.rmtree(ROOT / folder, ignore_errors=True)
    for place in (ROOT / "dev", ROOT / "shared", ROOT / "services", ROOT / "tests", ROOT):
        for pattern in _ANYWHERE:
            for found in place.glob(pattern) if place == ROOT else place.rglob(pattern):
                shutil.rmtree(found) if found.is_dir() else found.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
