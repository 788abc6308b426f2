"""Alert rules and dashboard name what our processes export, and the example for Kubernetes starts what there is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from honcho.environ import parse_procfile
from prometheus_client.metrics import MetricWrapperBase

ROOT = Path(__file__).parents[2]
EXPORTING = (
    "chassis.metrics",
    "notifications.adapters.gate",
    "notifications.adapters.meters",
    "notifications.entrypoints.bounces",
    "notifications.entrypoints.dispatcher",
    "notifications.entrypoints.sender",
)
IN_NAMEKO = ("delivery_reports_total", "sms_replies_total")
"""Of notifications.entrypoints.rpc_provider, which only a process of Nameko may import."""
SUFFIXES = {"counter": ["_total"], "gauge": [""], "histogram": ["_bucket", "_count", "_sum"]}
WORDS = frozenset({"by", "and", "or", "unless", "without", "on"})

RULES: dict[str, Any] = yaml.safe_load((ROOT / "deploy/prometheus/dentoro-alerts.yml").read_text())
DASHBOARD: dict[str, Any] = json.loads((ROOT / "deploy/grafana/notifications-dashboard.json").read_text())
MANIFESTS = [*yaml.safe_load_all((ROOT / "deploy/kubernetes/notifications.yaml").read_text())]
ALERTS = {rule["alert"]: rule for group in RULES["groups"] for rule in group["rules"]}


def exported() -> dict[str, frozenset[str]]:
    """Every name on the processes' /metrics, and its labels."""
    found: dict[str, frozenset[str]] = {}
    for module in EXPORTING:
        for metric in vars(import_module(module)).values():
            if isinstance(metric, MetricWrapperBase):
                for suffix in SUFFIXES[metric._type]:
                    found[metric._name + suffix] = frozenset(metric._labelnames)
    provider = (ROOT / "services/notifications/notifications/entrypoints/rpc_provider.py").read_text()
    for name, labels in re.findall(r'Counter\("(\w+)", "[^"]*", \[([^\]]*)\]', provider):
        found[f"{name}_total"] = frozenset(re.findall(r'"(\w+)"', labels))
    return found


def named(expression: str) -> Iterator[tuple[str, set[str]]]:
    """Each metric of an expression, and the labels that are matched on it."""
    said = re.sub(r"\b(?:by|without|on)\s*\([^)]*\)", " ", expression)
    for name, matched in re.findall(r"([a-z_]\w*)\s*(\{[^}]*\})?(?!\w*\s*\()", said):
        plain = re.sub(r'"[^"]*"', "", matched)
        if name not in WORDS and not re.search(rf"\b{name}\s*\(", said) and not _inside_braces(said, name):
            yield name, set(re.findall(r"(\w+)\s*[=!]", plain))


def _inside_braces(said: str, name: str) -> bool:
    """Whether a word is a label or a value, or a unit of time."""
    return not re.search(rf"(?<![\w\"]){name}\b(?![\w\"])", re.sub(r"\{[^}]*\}|\[[^\]]*\]", " ", said))


EXPRESSIONS = {
    **{name: rule["expr"] for name, rule in ALERTS.items()},
    **{
        f"{panel['title']} {target['refId']}": target["expr"]
        for panel in DASHBOARD["panels"]
        for target in panel["targets"]
    },
}


@pytest.mark.parametrize("where", EXPRESSIONS)
def test_every_metric_that_is_named_is_exported_with_its_labels(where):
    known, found = exported(), dict(named(EXPRESSIONS[where]))
    assert found
    for name, labels in found.items():
        assert name in known
        assert labels <= known[name] | {"job", "instance"}
    grouped = re.findall(r"\bby\s*\(([^)]*)\)", EXPRESSIONS[where])
    by = {label.strip() for each in grouped for label in each.split(",")}
    assert by <= set().union(*(known[name] for name in found)) | {"job", "instance", "le"}


def test_a_metric_that_nobody_exports_would_be_found():
    known = exported()
    assert dict(named('max by (lane) (oldest_due_second{lane="sms"}) > 5m')) == {"oldest_due_second": {"lane"}}
    assert "oldest_due_second" not in known
    assert set(IN_NAMEKO) <= set(known)


def test_there_is_an_alert_for_each_thing_that_wakes_somebody():
    assert {"RemindersLate", "ProviderUnavailable", "DeadLetters", "DispatcherSilent", "RelayBehind"} <= set(ALERTS)
    for rule in ALERTS.values():
        assert rule["labels"]["severity"] in {"warning", "critical"}
        assert rule["annotations"]["summary"]


def test_each_alert_has_its_chapter():
    text = (ROOT / "docs/operating.md").read_text()
    headings = {re.sub(r"\W", "", line).lower() for line in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    for name, rule in ALERTS.items():
        page, _, chapter = rule["annotations"]["runbook"].partition("#")
        assert page == "docs/operating.md"
        assert chapter in headings, name


def test_panels_do_not_overlap_and_have_titles():
    places = set()
    for panel in DASHBOARD["panels"]:
        assert panel["title"]
        assert panel["description"]
        grid = panel["gridPos"]
        cells = {
            (x, y) for x in range(grid["x"], grid["x"] + grid["w"]) for y in range(grid["y"], grid["y"] + grid["h"])
        }
        assert not cells & places
        places |= cells


def manifests(kind: str) -> dict[str, Any]:
    return {each["metadata"]["name"]: each for each in MANIFESTS if each["kind"] == kind}


def test_kubernetes_runs_every_kind_of_process_that_the_laptop_runs():
    wanted = {name for name in parse_procfile((ROOT / "Procfile").read_text()).processes if name.startswith("notif")}
    assert set(manifests("Deployment")) == wanted
    for name, deployment in manifests("Deployment").items():
        [container] = deployment["spec"]["template"]["spec"]["containers"]
        assert container["args"] == [name.partition("-")[2]]


def test_what_is_scaled_by_its_queues_names_queues_that_there_are():
    from notifications.adapters.depths import WORK_QUEUES

    scaled = manifests("ScaledObject")
    assert scaled
    for one in scaled.values():
        assert one["spec"]["scaleTargetRef"]["name"] in manifests("Deployment")
        assert {trigger["metadata"]["queueName"] for trigger in one["spec"]["triggers"]} <= set(WORK_QUEUES)
