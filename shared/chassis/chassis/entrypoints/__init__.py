"""What a Nameko service class is made of: ``@rpc``, ``@on_event`` and ``Provide``."""

from chassis.entrypoints.events import on_event
from chassis.entrypoints.provide import Provide
from chassis.entrypoints.rpc import rpc

__all__ = ["Provide", "on_event", "rpc"]
