import threading

from chassis.health import Health


def failing() -> None:
    raise ConnectionError("+48600700800")


def test_a_process_without_checks_is_not_ready() -> None:
    assert Health(threading.Event()).report() == (False, {})


def test_all_checks_must_pass(capsys) -> None:
    health = Health(threading.Event())
    health.add_check("database", lambda: None)
    assert health.report() == (True, {"database": "ok"})
    health.add_check("broker", lambda: False)
    assert health.report() == (False, {"database": "ok", "broker": "failed"})
    health.add_check("broker", failing)
    assert health.report() == (False, {"database": "ok", "broker": "failed"})
    assert "600700800" not in capsys.readouterr().out


def test_a_stopping_process_is_not_ready() -> None:
    stop = threading.Event()
    health = Health(stop)
    health.add_check("itself", lambda: True)
    stop.set()
    assert health.report() == (False, {"process": "stopping"})
