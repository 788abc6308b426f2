import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import requests


def test_deleting_forgets_messages_and_keys(sandbox):
    sandbox.sms(idx="reminder-1", check_idx="1")
    sandbox.mail()
    sandbox.http.delete(f"{sandbox.url}/messages", timeout=10)
    assert sandbox.messages() == []
    assert sandbox.sms(idx="reminder-1", check_idx="1")["count"] == 1


def test_messages_counts_and_keys_survive_a_kill(start_sandbox, tmp_path):
    with start_sandbox(SANDBOX_DIR=str(tmp_path)) as sandbox:
        for _ in range(2):
            sandbox.sms(idx="reminder-1", check_idx="1")
        sandbox.mail(html="<p>x</p>")
        before = sandbox.messages()
        sandbox.process.kill()
    with (tmp_path / "messages.jsonl").open("a") as torn:
        torn.write('{"message": {"chan')
    with start_sandbox(SANDBOX_DIR=str(tmp_path)) as sandbox:
        assert sandbox.messages() == before
        assert sandbox.sms(idx="reminder-1", check_idx="1")["error"] == 53
        assert [m["deliveries"] for m in sandbox.messages()] == [3, 1]
    with start_sandbox(SANDBOX_DIR=str(tmp_path)) as sandbox:
        assert [m["deliveries"] for m in sandbox.messages()] == [3, 1]
        sandbox.http.delete(f"{sandbox.url}/messages", timeout=10)
    with start_sandbox(SANDBOX_DIR=str(tmp_path)) as sandbox:
        assert sandbox.messages() == []


def test_the_oldest_make_room(start_sandbox):
    with start_sandbox(SANDBOX_KEEP="3") as sandbox:
        for number in range(5):
            sandbox.sms(idx=f"reminder-{number}", check_idx="1")
        assert [m["idempotency_key"] for m in sandbox.messages()] == ["reminder-2", "reminder-3", "reminder-4"]


def test_many_senders_at_once_lose_and_double_nothing(sandbox):
    def send(sender: int) -> None:
        with requests.Session() as http:
            for number in range(25):
                form = {"to": "451200300", "message": "x", "format": "json", "check_idx": "1", "idx": f"{number}"}
                http.post(f"{sandbox.url}/sms.do", data=form, headers={"Authorization": "Bearer x"}, timeout=30)
        sandbox.mail(message_id=f"<{sender}@dentoro>")

    with ThreadPoolExecutor(16) as senders:
        list(senders.map(send, range(16)))
    sms = sandbox.messages(channel="sms")
    assert sorted(int(m["idempotency_key"]) for m in sms) == list(range(25))
    assert {m["deliveries"] for m in sms} == {16}
    assert len(sandbox.messages(channel="email")) == 16


def test_arrivals_stand_on_the_clock_of_the_stack(start_sandbox):
    with start_sandbox(CLOCK_OFFSET_SECONDS="86400") as sandbox:
        sandbox.sms()
        received_at = datetime.fromisoformat(sandbox.messages()[0]["received_at"])
    assert abs(received_at - datetime.now(UTC) - timedelta(days=1)) < timedelta(minutes=1)


def test_it_stops_cleanly_when_told(start_sandbox):
    with start_sandbox() as sandbox:
        sandbox.sms()
        sandbox.process.terminate()
        assert sandbox.process.wait(timeout=10) == 0


def test_a_taken_port_is_said_plainly(start_sandbox, one_sandbox):
    port = one_sandbox.url.rpartition(":")[2]
    with start_sandbox() as other:
        done = subprocess.run(
            [*other.process.args], env={"SANDBOX_PORT": port, "SANDBOX_SMTP_PORT": "0", "PATH": ""}, cwd=_root(),
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "in use" in done.stderr


def _root() -> str:
    from pathlib import Path

    return str(Path(__file__).parents[3])
