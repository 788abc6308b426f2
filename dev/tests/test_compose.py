"""docker-compose.yml keeps up with the Procfile, and can be scaled."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from honcho.environ import parse_procfile

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILES = [*sorted(ROOT.glob("services/*/Dockerfile")), ROOT / "dev/sandbox/Dockerfile"]


@pytest.mark.parametrize("process", parse_procfile((ROOT / "Procfile").read_text()).processes)
def test_every_process_of_the_laptop_is_there(process):
    assert process in SERVICES


def test_the_command_of_each_process_is_its_kind():
    kinds = {name: service["command"] for name, service in SERVICES.items() if re.match("[a-z]+-(?!migrate)", name)}
    assert kinds
    assert all(command == [name.partition("-")[2]] for name, command in kinds.items())


def test_each_service_is_migrated_before_its_processes_start():
    for name, service in SERVICES.items():
        owner, _, kind = name.partition("-")
        if kind and kind != "migrate":
            condition = service["depends_on"][f"{owner}-migrate"]
            assert condition == {"condition": "service_completed_successfully"}
            assert "OWNER" not in " ".join(service["environment"])


def test_what_may_be_scaled_has_no_name_and_no_port_of_the_host():
    for name, service in SERVICES.items():
        assert "container_name" not in service
        assert "ports" not in service or name in ("gateway", "sandbox")


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.parent.name)
def test_images_are_checked_unprivileged_and_locked(dockerfile):
    text = dockerfile.read_text()
    assert re.search(r"^USER 10001$", text, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK ", text, re.MULTILINE)
    for install in re.findall(r"pip install (.*)", text):
        assert install.startswith(("--require-hashes --no-deps ", "--no-deps --no-index "))
    assert set(re.findall(r"^FROM (\S+)", text, re.MULTILINE)) == {"python:3.13-slim"}
    assert not re.search(r"https?://(?!127\.0\.0\.1)|index-url|--registry", text)
