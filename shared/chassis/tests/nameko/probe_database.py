"""A service whose handlers wait in the database."""

from chassis.database import ALL_PRACTICES, Database
from chassis.entrypoints import Provide, rpc
from chassis.nameko_process import serve
from chassis.process import Process
from contracts.context import Context
from sqlalchemy import text

from shared.chassis.tests.nameko import probe_contract
from shared.chassis.tests.nameko.probe_contract import Work, Worked


class WaitingProbe:
    name = "probe"

    @rpc(probe_contract.work)
    def work(self, context: Context, request: Work) -> Worked:
        if request.how == "wait":
            with self.database.transaction(ALL_PRACTICES) as session:
                session.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": request.seconds})
        return Worked(name=request.name, built=1)


def run(process: Process) -> None:
    url = process.environment.url("DATABASE_URL")
    WaitingProbe.database = Provide(lambda: Database(url))
    serve(WaitingProbe, process.settings, health=process.health)
