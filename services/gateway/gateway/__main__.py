"""``python -m gateway``: gunicorn with gevent workers."""

from __future__ import annotations

import os
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
    with tempfile.TemporaryDirectory(prefix="gateway-metrics-") as folder:
        # Before the first import of prometheus_client: the workers' counts meet in this folder.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder

        from gateway.server import Server

        Server(settings).run()


if __name__ == "__main__":
    main()
