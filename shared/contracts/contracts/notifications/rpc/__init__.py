"""RPC methods of notifications. Every one acts within ``context.practice_id``, but for what providers report."""

from contracts.notifications.rpc.changes import *  # noqa: F403 - one namespace of all rooms, as callers name it
from contracts.notifications.rpc.messages import *  # noqa: F403
from contracts.notifications.rpc.provider import *  # noqa: F403
from contracts.notifications.rpc.templates import *  # noqa: F403
from contracts.notifications.rpc.writing import *  # noqa: F403
