"""Who wrote, stopped, sent again and chose what."""

from __future__ import annotations

from contracts.base import Method
from contracts.changes import Changes, ListChanges

list_changes = Method("notifications", "list_changes", ListChanges, Changes, act="see_changes")
