"""IMPORT: patients from a CSV file. Looked through first, then taken over by scheduling's worker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast, get_args
from uuid import UUID

from contracts.scheduling import rpc as scheduling
from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from gateway import errors, rpc
from gateway.auth import signed_in
from gateway.refusals import Refused
from gateway.sentences import sentence
from gateway.web import import_files, patient_form
from gateway.web.blueprint import web
from gateway.web.forms import Form, new_key

LABELS = {"file": _l("File")}
_OWN_COLUMNS = {field: label for field, label in patient_form.LABELS.items() if field != "consent_source"}
_WHOLE_NAMES = {
    "full_name": _l("First and last name in one column"),
    "last_first_name": _l("Last and first name in one column"),
}
_NAMES = ("first_name", "last_name")
FIELDS = {**{field: _OWN_COLUMNS[field] for field in _NAMES}, **_WHOLE_NAMES, **_OWN_COLUMNS}
"""In the order in which they are asked for and shown."""
SHOWN_ROWS = 25
_A_PAGE = 500
_LONGEST_NAME = 100
_UNDER_WAY = frozenset({"checking", "running"})
_WRONG = 422


@web.get("/patients/imports")
@signed_in
def patient_imports() -> str:
    return _list(Form(LABELS))


@web.post("/patients/imports")
@signed_in
def prepare_patient_import() -> Any:
    """Takes the file and has it looked through; no patient is added by this."""
    form = Form(LABELS, request.form.to_dict())
    file = request.files.get("file")
    content = file.read() if file else b""
    if file is None or not content:
        form.refuse("file", "required")
        return _list(form), _WRONG
    try:
        text = import_files.text_of(content)
    except import_files.NotText:
        form.refuse("file", "import_not_csv")
        return _list(form), _WRONG
    asked = scheduling.PrepareImport(file_name=(file.filename or "")[-_LONGEST_NAME:] or "pacjenci.csv", text=text)
    try:
        prepared = rpc.call(scheduling.prepare_import, asked, idempotency_key=form.key)
    except Refused as refused:
        if refused.code == "forbidden":
            raise
        form.say("file", sentence(refused.code, refused.fault.data))
        return _list(form), errors.STATUS.get(refused.code, _WRONG)
    return redirect(url_for("web.patient_import", import_id=prepared.id), 303)


@web.get("/patients/imports/template.csv")
@signed_in
def import_template() -> Response:
    """An empty file with the names that are recognised by themselves."""
    return _csv(import_files.written([str(label) for label in _OWN_COLUMNS.values()], []), _("patients"))


@web.get("/patients/imports/<uuid:import_id>")
@signed_in
def patient_import(import_id: UUID) -> str:
    """How far it is; asked again by the page itself while something is under way."""
    return _page(_read(import_id))


@web.post("/patients/imports/<uuid:import_id>/columns")
@signed_in
def change_import_columns(import_id: UUID) -> Any:
    chosen = {field: column for field in FIELDS if (column := request.form.get(f"column_{field}", ""))}
    asked = scheduling.ChangeImportColumns(import_id=import_id, columns=chosen)
    return _done(import_id, lambda: rpc.call(scheduling.change_import_columns, asked))


@web.post("/patients/imports/<uuid:import_id>/start")
@signed_in
def start_import(import_id: UUID) -> Any:
    """Two buttons: those who are new, or with those who look like somebody who is here."""
    asked = scheduling.StartImport(import_id=import_id, duplicates_too=request.form.get("which") == "all")
    return _done(import_id, lambda: rpc.call(scheduling.start_import, asked, idempotency_key=request.form.get("key")))


@web.post("/patients/imports/<uuid:import_id>/discard")
@signed_in
def discard_import(import_id: UUID) -> Any:
    try:
        rpc.call(scheduling.discard_import, scheduling.ImportId(import_id=import_id))
    except Refused as refused:
        return _refused(import_id, refused)
    flash(_("The file is discarded. No patient was added from it."))
    return redirect(url_for("web.patient_imports"), 303)


@web.get("/patients/imports/<uuid:import_id>/refused.csv")
@signed_in
def refused_rows(import_id: UUID) -> Response:
    """The rows that were not taken, as the file had them, each with its reason: to be put right and sent again."""
    about = _read(import_id)
    fields = [field for field in FIELDS if field in about.columns]
    heads = [*(about.columns[field] for field in fields), _("Row"), _("Reason")]
    lines = (
        [*(row.values.get(field, "") for field in fields), str(row.number), "; ".join(problems(row))]
        for row in _all_rows(import_id, "refused")
    )
    return _csv(import_files.written(heads, lines), _("refused-rows"))


def problems(row: scheduling.ImportRow) -> list[str]:
    """What is wrong with a row, in words: ``Telefon: to nie jest numer telefonu``."""
    return [f"{FIELDS.get(each.field, each.field)}: {sentence(each.code, each.data)}" for each in row.problems]


def _done(import_id: UUID, change: Any) -> Any:
    """Make the change and go back to the page, or say there why not."""
    try:
        change()
    except Refused as refused:
        return _refused(import_id, refused)
    return redirect(url_for("web.patient_import", import_id=import_id), 303)


def _refused(import_id: UUID, refused: Refused) -> Any:
    """The page as things are now, with why it was not done."""
    if refused.code == "forbidden":
        raise refused
    said = sentence(refused.code, refused.fault.data)
    return _page(_read(import_id), said), errors.STATUS.get(refused.code, _WRONG)


def _read(import_id: UUID) -> scheduling.Import:
    return rpc.call(scheduling.read_import, scheduling.ImportId(import_id=import_id))


def _list(form: Form) -> str:
    found = rpc.call(scheduling.list_imports, scheduling.Page(limit=20)).items
    return render_template("patients/imports.html", form=form, imports=found, key=new_key(), state=_state)


def _page(about: scheduling.Import, problem: str | None = None) -> str:
    wanted = _wanted(about)
    rows = None
    if about.state not in _UNDER_WAY and about.state != "discarded":
        asked = scheduling.ListImportRows(
            import_id=about.id, state=wanted, limit=SHOWN_ROWS, cursor=request.args.get("cursor") or None
        )
        rows = rpc.call(scheduling.list_import_rows, asked)
    return render_template(
        "patients/import.html",
        about=about,
        under_way=about.state in _UNDER_WAY,
        tabs=_tabs(about),
        wanted=wanted,
        rows=rows,
        fields={field: label for field, label in FIELDS.items() if field in about.columns},
        all_fields=FIELDS,
        problems=problems,
        problem=problem,
        key=new_key(),
    )


def _tabs(about: scheduling.Import) -> list[tuple[scheduling.RowState, str, int]]:
    """The kinds of rows there can be now: what is shown of each, and how many there are."""
    before: list[tuple[scheduling.RowState, Any, int]] = [
        ("ready", _l("To be added"), about.ready),
        ("duplicate", _l("Here already"), about.duplicate),
    ]
    after: list[tuple[scheduling.RowState, Any, int]] = [
        ("added", _l("Added"), about.added),
        ("skipped", _l("Left out: here already"), about.skipped),
    ]
    refused: tuple[scheduling.RowState, Any, int] = ("refused", _l("Refused"), about.refused)
    shown = [*(after if about.state == "finished" else before), refused]
    return [(state, str(label), count) for state, label, count in shown]


def _wanted(about: scheduling.Import) -> scheduling.RowState:
    asked = request.args.get("rows", "")
    if asked in get_args(scheduling.RowState):
        return cast(scheduling.RowState, asked)
    tabs = _tabs(about)
    return next((state for state, _label, count in tabs if count), tabs[0][0])


def _state(about: scheduling.Import) -> str:
    """One line of the list of imports."""
    said = {
        "checking": _("is being looked through"),
        "checked": _("waits for your decision"),
        "running": _("is being taken over"),
        "discarded": _("discarded"),
    }
    if about.state == "finished":
        return str(ngettext("%(num)d patient added", "%(num)d patients added", about.added))
    return str(said.get(about.state, about.state))


def _all_rows(import_id: UUID, state: scheduling.RowState) -> Iterator[scheduling.ImportRow]:
    cursor: str | None = None
    while True:
        asked = scheduling.ListImportRows(import_id=import_id, state=state, limit=_A_PAGE, cursor=cursor)
        page = rpc.call(scheduling.list_import_rows, asked)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def _csv(content: bytes, name: str) -> Response:
    response = Response(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
