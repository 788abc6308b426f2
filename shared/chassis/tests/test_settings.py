import pytest
from chassis.settings import Environment, SettingInvalid, SettingMissing, process_settings

COMPLETE = {"AMQP_URL": "amqp://u:secret@host:5672/vhost", "HEALTH_PORT": "8001"}


def test_what_is_not_set_has_its_default_and_empty_counts_as_not_set() -> None:
    environment = Environment({"EMPTY": " ", "SET": " x "})
    assert environment.text("SET") == "x"
    assert environment.text("EMPTY", "y") == "y"
    assert environment.integer("NONE", 7) == 7
    assert environment.number("NONE", 0.5) == 0.5
    with pytest.raises(SettingMissing, match="EMPTY"):
        environment.text("EMPTY")


@pytest.mark.parametrize("value", ["secret", "//secret", "http://", "http://secret:port", "http://[secret"])
def test_a_wrong_value_is_not_quoted(value: str) -> None:
    environment = Environment({"NAME": value})
    for read in (environment.integer, environment.number, environment.url):
        with pytest.raises(SettingInvalid, match="NAME") as caught:
            read("NAME")
        assert "secret" not in str(caught.value)
        assert caught.value.__cause__ is None


def test_a_process_is_in_production_unless_told_otherwise() -> None:
    settings = process_settings(Environment(COMPLETE), "scheduling", "rpc")
    assert settings.env == "production"
    assert settings.health_host == "127.0.0.1"
    assert settings.clock_offset == 0
    assert settings.log_level == "INFO"
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [("DENTORO_ENV", "prod"), ("LOG_LEVEL", "LOUD"), ("AMQP_URL", "here"), ("CLOCK_OFFSET_SECONDS", "1")],
)
def test_what_cannot_be_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingInvalid, match=name):
        process_settings(Environment({**COMPLETE, name: value}), "scheduling", "rpc")


def test_the_clock_can_be_shifted_on_the_laptop() -> None:
    variables = {**COMPLETE, "DENTORO_ENV": "laptop", "CLOCK_OFFSET_SECONDS": "-3600.5"}
    assert process_settings(Environment(variables), "scheduling", "rpc").clock_offset == -3600.5
