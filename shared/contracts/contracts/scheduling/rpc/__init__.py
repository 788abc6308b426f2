"""RPC methods of scheduling. Every one acts within ``context.practice_id``; another practice's id is ``not_found``."""

from contracts.base import Method
from contracts.base import Page as Page
from contracts.changes import Changes, ListChanges
from contracts.scheduling.rpc.book import *  # noqa: F403
from contracts.scheduling.rpc.calendars import *  # noqa: F403 - one namespace of all rooms, as callers name it
from contracts.scheduling.rpc.duplicates import *  # noqa: F403
from contracts.scheduling.rpc.feeds import *  # noqa: F403
from contracts.scheduling.rpc.free_times import *  # noqa: F403
from contracts.scheduling.rpc.holds import *  # noqa: F403
from contracts.scheduling.rpc.hours import *  # noqa: F403
from contracts.scheduling.rpc.imports import *  # noqa: F403
from contracts.scheduling.rpc.links import *  # noqa: F403
from contracts.scheduling.rpc.online import *  # noqa: F403
from contracts.scheduling.rpc.patient_export import *  # noqa: F403
from contracts.scheduling.rpc.patients import *  # noqa: F403
from contracts.scheduling.rpc.services import *  # noqa: F403
from contracts.scheduling.rpc.visits import *  # noqa: F403
from contracts.scheduling.rpc.waiting import *  # noqa: F403

list_changes = Method("scheduling", "list_changes", ListChanges, Changes, act="see_changes")
