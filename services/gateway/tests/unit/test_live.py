"""Streams of open screens, without a browser and a broker."""

import json
import queue
import threading
import time
import uuid
from collections.abc import Callable, Iterator

import pytest
from contracts import golden
from contracts.base import Envelope, Event
from contracts.registry import EVENTS as REGISTERED
from contracts.scheduling.events import (
    PatientChangedV1,
    PatientErasedV1,
    PatientMergedV1,
    TimeOfferedV1,
    TimetableChangedV1,
    VisitMovedV1,
)
from gateway import live
from gateway.live import Screens, stream

OURS, THEIRS = uuid.uuid4(), uuid.uuid4()


def moved(practice_id: uuid.UUID, visit_id: uuid.UUID) -> Envelope[VisitMovedV1]:
    envelope = Envelope[VisitMovedV1].model_validate(golden.event("visit_moved.v1"))
    return envelope.model_copy(update={"practice_id": practice_id, "aggregate_id": visit_id})


def opened(screens: Screens, signed_in: Callable[[], bool] = lambda: True) -> Iterator[str]:
    """A stream that has said what each says at its beginning."""
    text = stream(screens, OURS, signed_in)
    assert next(text) == "retry: 1000\n\n"
    assert data(next(text)) == {"visits": [], "everything": True}
    return text


def data(text: str) -> dict[str, object]:
    assert text.startswith("event: change\ndata: ")
    return json.loads(text.removeprefix("event: change\ndata: "))


def test_a_screen_hears_which_visit_of_its_practice_changed_and_nothing_about_it() -> None:
    screens, visit = Screens(), uuid.uuid4()
    text = opened(screens)
    screens.heard(moved(THEIRS, uuid.uuid4()))
    screens.heard(moved(OURS, visit))
    assert data(next(text)) == {"visits": [str(visit)], "everything": False}


@pytest.mark.parametrize(
    "event", [TimetableChangedV1, TimeOfferedV1, PatientChangedV1, PatientErasedV1, PatientMergedV1]
)
def test_what_is_not_about_one_visit_makes_a_screen_look_at_everything(event: type[Event]) -> None:
    screens = Screens()
    text = opened(screens)
    envelope: type[Envelope[Event]] = Envelope.__class_getitem__(event)  # type: ignore[assignment]
    changed = envelope.model_validate(golden.event(event.type))
    screens.heard(changed.model_copy(update={"practice_id": OURS, "aggregate_id": OURS}))
    assert data(next(text)) == {"visits": [], "everything": True}


def test_screens_listen_to_whatever_changes_what_they_show() -> None:
    shown = {name for name in REGISTERED if name.startswith(("visit_", "patient_", "timetable_", "time_offer"))}
    assert {event.type for event in live.EVENTS} == shown - {"patient_added.v1"}, "a new patient has no visit yet"


def test_every_screen_of_a_practice_hears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_AT_ONCE_SECONDS", 0)
    screens, visit = Screens(), uuid.uuid4()
    texts = [opened(screens) for _ in range(300)]
    assert screens.count == 300
    screens.heard(moved(OURS, visit))
    assert all(data(next(text))["visits"] == [str(visit)] for text in texts)


def test_changes_that_come_together_are_told_together_once() -> None:
    screens, visits = Screens(), [uuid.uuid4() for _ in range(3)]
    text = opened(screens)
    for visit in (*visits, visits[0]):
        screens.heard(moved(OURS, visit))
    assert data(next(text))["visits"] == sorted(map(str, visits))


def test_after_a_gap_a_screen_looks_at_everything() -> None:
    screens = Screens()
    text = opened(screens)
    screens.heard(moved(OURS, uuid.uuid4()))
    screens.gap()
    assert data(next(text)) == {"visits": [], "everything": True}


def test_a_stream_ends_when_its_process_stops_and_leaves_nothing() -> None:
    stopping = threading.Event()
    screens = Screens(stopping.is_set)
    text = opened(screens)
    stopping.set()
    assert list(text) == []
    assert screens.count == 0


def test_a_session_that_ended_hears_nothing_more() -> None:
    screens, ended = Screens(), threading.Event()
    text = opened(screens, lambda: not ended.is_set())
    ended.set()
    screens.heard(moved(OURS, uuid.uuid4()))
    assert list(text) == []
    assert screens.count == 0


def test_a_stream_that_its_browser_left_is_forgotten() -> None:
    screens = Screens()
    text = opened(screens)
    text.close()  # type: ignore[attr-defined]
    assert screens.count == 0


def test_a_silent_stream_says_that_it_lives_and_ends_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_LOOK_UP_SECONDS", 0.01)
    monkeypatch.setattr(live, "_BEAT_SECONDS", 0.05)
    monkeypatch.setattr(live, "_LONGEST_SECONDS", 0.5)
    beats = list(opened(Screens()))
    assert set(beats) == {":\n\n"}
    assert len(beats) > 1


def test_a_screen_that_comes_back_is_told_to_look_at_once_whatever_it_missed() -> None:
    screens = Screens()
    opened(screens).close()  # type: ignore[attr-defined]
    screens.heard(moved(OURS, uuid.uuid4()))
    again = stream(screens, OURS, lambda: True)
    next(again)
    began = time.monotonic()
    assert data(next(again))["everything"]
    assert time.monotonic() - began < 0.5


def test_three_hundred_open_screens_cost_a_process_next_to_nothing() -> None:
    """Each waits in a thread of its own here; in the gateway in a greenlet, which is cheaper."""
    screens, visit = Screens(), uuid.uuid4()
    heard: queue.SimpleQueue[object] = queue.SimpleQueue()

    def listen() -> None:
        text = opened(screens)
        ready.wait()
        heard.put(data(next(text))["visits"])

    ready = threading.Barrier(301)
    threads = [threading.Thread(target=listen, daemon=True) for _ in range(300)]
    for thread in threads:
        thread.start()
    ready.wait(30)
    began, used = time.monotonic(), time.process_time()
    screens.heard(moved(OURS, visit))
    assert [heard.get(timeout=10) for _ in threads] == [[str(visit)]] * 300
    assert time.process_time() - used < 1.0, "under a second of one processor for all of them"
    assert time.monotonic() - began < 5.0
