"""``python -m gateway``: gunicorn with gevent workers."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile

from chassis.settings import Environment, SettingInvalid, SettingMissing

from gateway.settings import read_settings


def main() -> None:
    """Serve until SIGTERM or SIGINT; exits 0 then."""
    try:
        settings = read_settings(Environment(os.environ))
    except (SettingMissing, SettingInvalid) as error:
        sys.exit(f"gateway: {error}")
    master = os.getpid()
    # Before the first import of prometheus_client: the workers' counts meet in this folder.
    folder = os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="gateway-metrics-")

    from gateway.server import Server

    try:
        Server(settings).run()
    finally:
        if os.getpid() == master:  # a worker ends here too
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
