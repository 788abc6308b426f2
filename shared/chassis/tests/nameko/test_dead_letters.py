"""The command behind ``make dead-letters``."""

import subprocess
import sys

import pytest

from dev.processes import wait_for
from dev.servers import broker
from shared.chassis.tests.nameko.caller import Caller
from shared.chassis.tests.nameko.conftest import Diary, Serve
from shared.chassis.tests.nameko.probe_contract import HappenedV1

pytestmark = pytest.mark.broker
QUEUE = "probe.consumer.happened.v1"
DEAD = f"dead.{QUEUE}"


def command(amqp_url: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "chassis.dead_letters", *arguments],
        env={"AMQP_URL": amqp_url, "AMQP_API": broker().api},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def output(amqp_url: str, *arguments: str) -> str:
    with command(amqp_url, *arguments) as process:
        text, _ = process.communicate(timeout=30)
        return text


@pytest.fixture
def dead(serve: Serve, caller: Caller) -> None:
    """Two dead letters, of handlers that would do well now; no process runs."""
    service = serve("consumer", RETRY_DELAYS="0.1")
    for name in ("one", "two"):
        caller.announce(HappenedV1(name=name, how="break"))
    wait_for(lambda: caller.count(DEAD) == 2, "two dead letters", seconds=10)
    assert service.terminate() == 0


@pytest.mark.usefixtures("dead")
def test_list_counts_and_show_tells_all_but_the_data(vhost: str, caller: Caller) -> None:
    assert output(vhost, "list").split() == ["2", QUEUE]
    assert output(vhost, "list", QUEUE).split() == ["2", QUEUE]
    lines = output(vhost, "show", QUEUE).splitlines()
    assert len(lines) == 2
    assert "type=happened.v1  attempts=2  error=RuntimeError" in lines[0]
    assert "from=probe.events/happened.v1" in lines[0]
    assert "one" not in lines[0]
    assert '"name":"one"' in output(vhost, "show", DEAD, "--data")
    assert caller.count(DEAD) == 2


@pytest.mark.usefixtures("dead")
def test_replay_gives_all_their_attempts_again(vhost: str, serve: Serve, caller: Caller, diary: Diary) -> None:
    assert output(vhost, "replay", QUEUE) == f"2 replayed to {QUEUE}\n"
    assert (caller.count(QUEUE), caller.count(DEAD)) == (2, 0)
    serve("consumer", RETRY_DELAYS="0.1")
    wait_for(lambda: caller.count(DEAD) == 2, "two dead letters again", seconds=10)
    assert (diary.count("begin one"), diary.count("begin two")) == (4, 4)


@pytest.mark.usefixtures("dead")
def test_replay_of_one_leaves_the_others(vhost: str, caller: Caller) -> None:
    first, second = (line.split()[0] for line in output(vhost, "show", QUEUE).splitlines())
    assert output(vhost, "replay", QUEUE, "--id", second) == f"1 replayed to {QUEUE}\n"
    assert caller.count(QUEUE) == 1
    assert output(vhost, "show", QUEUE).split()[0] == first


def test_a_replay_that_is_killed_loses_nothing(vhost: str, serve: Serve, caller: Caller) -> None:
    serve("consumer").terminate()
    for number in range(600):
        caller.announce_raw(f'{{"id": "{number}"}}', "", DEAD)
    with command(vhost, "replay", QUEUE) as replaying:
        wait_for(lambda: caller.count(QUEUE) > 50, "the replay is under way", seconds=20, every=0.01)
        replaying.kill()
    # When the broker has noticed, what the command held is back among the dead letters.
    wait_for(lambda: caller.count(DEAD) + caller.count(QUEUE) >= 600, "all messages are there", seconds=10)
    assert 0 < caller.count(DEAD) < 600


def test_replay_to_a_queue_that_is_gone_keeps_the_dead_letters(vhost: str, serve: Serve, caller: Caller) -> None:
    serve("consumer").terminate()
    caller.announce_raw('{"id": "1"}', "", DEAD)
    caller.channel.queue_delete(QUEUE)
    assert "there is no queue" in output(vhost, "replay", QUEUE)
    wait_for(lambda: caller.count(DEAD) == 1, "the dead letter is back", seconds=5)
