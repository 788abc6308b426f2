"""What a practice does, how long it takes, what it costs."""

from __future__ import annotations

from uuid import UUID

from contracts.base import Message, Method, Nothing


class Service(Message):
    """What is done, how long it takes, what it costs."""

    id: UUID
    name: str
    minutes: int
    """On the 15-minute grid."""
    color: str
    """One of the eight names of the palette."""
    price: str | None
    """In złoty, ``"120.00"``; None: not said."""
    bookable_online: bool
    active: bool
    """False: no longer on offer; visits keep it."""
    position: int
    version: int
    interval_months: int | None = None
    """A patient who had it should come again after so many months."""


class Services(Message):
    items: list[Service]


class ServiceId(Message):
    service_id: UUID


class AddService(Message):
    name: str
    minutes: int
    color: str | None = None
    price: str | None = None
    bookable_online: bool = False
    interval_months: int | None = None


class ChangeService(Message):
    """Fields left out (not set) keep their value."""

    service_id: UUID
    name: str | None = None
    minutes: int | None = None
    color: str | None = None
    price: str | None = None
    bookable_online: bool | None = None
    active: bool | None = None
    position: int | None = None
    interval_months: int | None = None
    """0: none."""
    expected_version: int | None = None


list_services = Method("scheduling", "list_services", Nothing, Services, act="see_settings")
read_service = Method("scheduling", "read_service", ServiceId, Service, act="see_settings")
add_service = Method("scheduling", "add_service", AddService, Service, act="change_settings")
change_service = Method("scheduling", "change_service", ChangeService, Service, act="change_settings")
