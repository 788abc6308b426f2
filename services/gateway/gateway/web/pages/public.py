"""What a practice shows to everybody: its public page."""

from __future__ import annotations

from contracts.accounts import rpc as accounts
from flask import render_template

from gateway import rpc
from gateway.web.blueprint import web


@web.get("/b/<slug>")
def public_practice(slug: str) -> str:
    """With online booking off it shows the practice's name and nothing else."""
    practice = rpc.call(accounts.find_practice, accounts.PracticeSlug(slug=slug))
    return render_template("public_practice.html", practice=practice)
