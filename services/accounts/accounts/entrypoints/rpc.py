"""Answers the RPC methods of accounts: one class, its handlers by area in the modules beside this one."""

from __future__ import annotations

from chassis.entrypoints import Provide
from chassis.nameko_process import serve
from chassis.process import Process

from accounts import bootstrap
from accounts.entrypoints.own_account import OwnAccount
from accounts.entrypoints.people import People
from accounts.entrypoints.practice import Practice
from accounts.entrypoints.sessions import Sessions

WORKERS = 10


def run(process: Process) -> None:
    """Serve until asked to stop."""
    accounts = bootstrap.build_green(process.environment, process.clock, workers=WORKERS)
    process.health.add_check("database", accounts.database.ping)
    serve(service_class(accounts), process.settings, WORKERS, health=process.health)


def service_class(accounts: bootstrap.Accounts) -> type:
    """The Nameko service, standing on ``accounts``."""

    class AccountsService(Sessions, OwnAccount, People, Practice):
        name = "accounts"

        accounts: bootstrap.Accounts = Provide(lambda: accounts)

    return AccountsService
