"""Everything scheduling takes from its environment besides what every process takes."""

from __future__ import annotations

from dataclasses import dataclass, field

from chassis.settings import Environment, SettingInvalid

from scheduling.domain.throttle import BookingLimits, Limit

SHORTEST_KEY = 32


@dataclass(frozen=True)
class SchedulingSettings:
    database_url: str = field(repr=False)
    workers: int
    """Requests or events a process works on at a time, and connections to the database it may hold."""
    link_keys: list[str] = field(repr=False)
    """Sign the links to patients: the first of them; what any of them signed is read."""
    limits: BookingLimits


def read_settings(environment: Environment) -> SchedulingSettings:
    """Read them; raises SettingMissing or SettingInvalid."""
    keys = [key.strip() for key in environment.text("LINK_KEYS").split(",")]
    if min(len(key) for key in keys) < SHORTEST_KEY:
        raise SettingInvalid("LINK_KEYS", f"keys of at least {SHORTEST_KEY} characters, with commas between them")
    return SchedulingSettings(
        database_url=environment.url("DATABASE_URL"),
        workers=environment.integer("MAX_WORKERS", 10),
        link_keys=keys,
        limits=_limits(environment),
    )


def _limits(environment: Environment) -> BookingLimits:
    usual = BookingLimits()

    def limit(name: str, kind: Limit) -> Limit:
        tries = environment.integer(name, kind.tries)
        if tries < 1:
            raise SettingInvalid(name, "1 or more")
        return Limit(tries, kind.within)

    return BookingLimits(
        holds_per_address=limit("BOOKING_HOLDS_PER_ADDRESS", usual.holds_per_address),
        holds_per_practice=limit("BOOKING_HOLDS_PER_PRACTICE", usual.holds_per_practice),
        codes_per_contact=limit("BOOKING_CODES_PER_CONTACT", usual.codes_per_contact),
        codes_per_address=limit("BOOKING_CODES_PER_ADDRESS", usual.codes_per_address),
        codes_per_practice=limit("BOOKING_CODES_PER_PRACTICE", usual.codes_per_practice),
    )
