"""What the services under test answer and take: shaped like a real contract, with switches for what goes wrong."""

from typing import ClassVar, Literal
from uuid import UUID

from contracts.base import Event, Message, Method
from pydantic import Field


class Work(Message):
    name: str = Field(min_length=1, max_length=40)
    seconds: float = Field(default=0, ge=0)
    how: Literal["well", "refuse", "break", "wait"] = "well"
    padding: int = 0


class Worked(Message):
    name: str
    built: int
    """How often the process built its dependencies."""
    padding: str = ""


work = Method("probe", "work", Work, Worked)
guarded = Method("probe", "guarded", Work, Worked, act="change_settings")
missing = Method("probe", "missing", Work, Worked)


class HappenedV1(Event):
    source: ClassVar[str] = "probe"
    type: ClassVar[str] = "happened.v1"

    name: str
    seconds: float = 0
    how: Literal["well", "break", "break_once", "kill"] = "well"

    @property
    def aggregate_id(self) -> UUID:
        return UUID(int=1)
