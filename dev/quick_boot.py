"""RabbitMQ 3 up in 3 s instead of 6.5.

More than half of its boot is spent looking for modules in some eighty folders. Those named here hold nearly all of what
it loads: they are put in front, and of the plugins it sees only those that are used. Other versions boot as they like.
"""

import shutil
from pathlib import Path

_PLUGINS = sorted(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-3.*/plugins/*/"))
_CORE = ("rabbit", "rabbit_common", "ra", "rabbitmq_prelaunch", "osiris")
_MANAGEMENT = (
    "rabbitmq_management",
    "rabbitmq_management_agent",
    "rabbitmq_web_dispatch",
    "cowboy",
    "cowlib",
    "amqp_client",
)
_HOT = (
    "stdlib kernel crypto asn1 runtime_tools inets compiler ssl xmerl mnesia tools sasl syntax_tools public_key os_mon"
)


def link_plugins(place: Path, *, management: bool) -> None:
    """Make `place` a folder of plugins with the few that we use."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name in _CORE + (_MANAGEMENT if management else ()):
        for plugin in _named(name):
            (place / plugin.name).symlink_to(plugin)


def environment(plugins: Path) -> dict[str, str]:
    return {"RABBITMQ_PLUGINS_DIR": str(plugins)} if _PLUGINS else {}


def options() -> list[str]:
    """Erlang's, that put the folders in front of its code path."""
    if not _PLUGINS:
        return []
    plugins = [plugin for name in (*_CORE, "ranch") for plugin in _named(name)]
    erlang = [folder for name in _HOT.split() for folder in Path("/usr/lib/erlang/lib").glob(f"{name}-[0-9]*")]
    return ["-pa", *(str(folder / "ebin") for folder in (*plugins, *erlang))]


def _named(name: str) -> list[Path]:
    return [plugin for plugin in _PLUGINS if plugin.name.rpartition("-")[0] == name]
