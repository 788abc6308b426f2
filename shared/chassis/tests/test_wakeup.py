"""Whoever waits for work hears of it at once, and comes to no harm while the database is away."""

import threading
import time

import pytest
from chassis.database import Database
from chassis.wakeup import SLICE, WakeUp

LONG = 30.0


@pytest.fixture
def signal(app: Database):
    signal = WakeUp(app, "one", "other")
    signal.wait(0.01, threading.Event())  # listens from now on
    yield signal
    signal.close()


def waited(signal: WakeUp, seconds: float = LONG, *, stop: bool = False) -> float:
    stopping = threading.Event()
    if stop:
        stopping.set()
    began = time.monotonic()
    signal.wait(seconds, stopping)
    return time.monotonic() - began


def tell(app: Database, channel: str) -> None:
    with app.connect() as connection:
        connection.execute(f"NOTIFY {channel}")


@pytest.mark.parametrize("channel", ["one", "other"])
def test_a_signal_that_came_since_the_last_time_ends_the_wait_at_once(app, signal, channel):
    tell(app, channel)
    assert waited(signal) < LONG / 2
    assert waited(signal, 0.1) >= 0.1, "once"


def test_another_channel_and_a_stop_are_told_apart(app, signal):
    tell(app, "unheard_of")
    assert waited(signal, 0.1) >= 0.1
    assert waited(signal, stop=True) < SLICE


def test_after_its_connection_was_lost_it_hears_again(app, signal):
    with app.connect() as connection:
        lost = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        )
        assert lost.fetchall() == [(True,)]
    waited(signal, 2 * SLICE)
    tell(app, "one")
    assert waited(signal) < LONG / 2


def test_while_the_database_is_away_it_waits():
    away = WakeUp(Database("postgresql://nobody@127.0.0.1:1/nothing"), "one")
    assert waited(away, 0.2) >= 0.2
