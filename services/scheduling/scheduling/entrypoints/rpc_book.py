"""What a calendar on the screen shows."""

from __future__ import annotations

from chassis.entrypoints import rpc
from contracts.context import Context
from contracts.scheduling import rpc as methods

from scheduling.adapters import wire_book
from scheduling.adapters.office import Office
from scheduling.application.read_book import read_book


class BookMethods:
    office: Office

    @rpc(methods.read_book)
    def read_book(self, context: Context, request: methods.DaySpan) -> methods.Book:
        return self.office.read(
            context, lambda desk: wire_book.book(read_book(desk, from_=request.from_, to=request.to))
        )
