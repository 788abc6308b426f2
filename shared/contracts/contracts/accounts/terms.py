"""The terms of use in force: the page shows this version, a registration accepts it."""

VERSION = "2026-11"
