"""What operators can see of how much waits."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import notifications.entrypoints
from notifications.adapters.depths import PLANNED_FROM
from notifications.entrypoints import dispatcher

from services.notifications.tests.factories import NOW, HandClock


def test_the_planner_takes_exactly_the_events_whose_queues_are_watched():
    planner = Path(notifications.entrypoints.__file__).with_name("planner.py").read_text()
    assert set(re.findall(r"@on_event\((\w+)", planner)) == {event.__name__ for event in PLANNED_FROM}


def test_looking_at_how_much_waits_goes_on_after_a_failure(monkeypatch):
    monkeypatch.setattr(dispatcher, "MEASURED", 0.0)
    monkeypatch.setattr(dispatcher, "FIRST_MEASURED", 0.0)
    stop, looked = threading.Event(), []

    def look(now):
        looked.append(now)
        if len(looked) == 3:
            stop.set()
        return [OSError("away")]

    dispatcher.keep_measured(look, HandClock(), stop).join(10)
    assert looked == [NOW] * 3
