"""Accounts of the staff out of a file: every row is judged first, and all are opened, or none."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

import structlog
from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from openpyxl import load_workbook

from cases.admin.userforms import FIELDS, NewUserForm
from cases.law.calendar import local_day
from cases.web.request.moment import moment

log = structlog.get_logger(__name__)

LARGEST, MOST, WIDEST = 1024 * 1024, 500, 40
"""Bytes of the file, rows, and columns that are read."""
LASTS = 3600
_SALT = "cases.admin.stafffile"
BLANK_LANGUAGE = "ru"


class BadTableError(Exception):
    """The file itself, in words."""


class StaffFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of the staff, .csv or .xlsx"),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )

    def clean_file(self) -> list[dict[str, str]]:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 1 MB: it is no list of the staff."))
        try:
            return rows_of(file.read(), file.name)
        except BadTableError as error:
            raise forms.ValidationError(str(error)) from error


@dataclass(slots=True)
class StaffRow:
    """A row as it was read, with what is wrong: (label of the column, words)."""

    number: int
    data: dict[str, str]
    form: NewUserForm
    faults: list[tuple[str, str]] = field(default_factory=list)

    FORM_WIDE: ClassVar[str] = "__all__"


# ------------------------------------------------------------------------------------------------ read


def rows_of(data: bytes, name: str) -> list[dict[str, str]]:
    """By the names of the columns. Raises BadTableError."""
    table = _xlsx(data) if name.lower().endswith(".xlsx") else _csv(data)
    head = [str(cell).strip().lower() for cell in next(table, [])]
    unknown = [name for name in head if name and name not in FIELDS]
    if "email" not in head or "role" not in head or unknown:
        raise BadTableError(
            _("The first row names the columns: %(names)s. Not known here: %(unknown)s.")
            % {"names": ", ".join(FIELDS), "unknown": ", ".join(unknown)[:200] or "–"}
        )
    rows = []
    for cells in table:
        row = {name: cell for name, cell in zip(head, cells, strict=False) if name}
        if any(row.values()):
            rows.append(row)
        if len(rows) > MOST:
            raise BadTableError(_("The file has more than %(most)s rows. Divide it.") % {"most": MOST})
    if not rows:
        raise BadTableError(_("The file has no row below the names of the columns."))
    return rows


def _csv(data: bytes) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadTableError(_("The file is not in UTF-8. Save it as “CSV UTF-8”, or as .xlsx.")) from None
    first = text.partition("\n")[0]
    divider = max(";,\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text.replace("\0", "")), delimiter=divider, strict=True):
            yield [cell.strip()[:400] for cell in row[:WIDEST]]
    except csv.Error:
        raise BadTableError(_("The file is no table: a quotation mark is not closed.")) from None


def _xlsx(data: bytes) -> Iterator[list[str]]:
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for cells in book.worksheets[0].iter_rows(max_col=WIDEST, max_row=MOST + 2, values_only=True):
            yield [_text(cell) for cell in cells]
    except Exception:  # a damaged or locked file makes the library raise whatever its parts do
        log.warning("a staff file is not readable", exc_info=True)
        raise BadTableError(_("The file cannot be read as .xlsx. Save it again, or as “CSV UTF-8”.")) from None


def _text(cell: object) -> str:
    """As somebody would type it: a day as 2026-06-01, an IIN without its decimal point."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()[:400]


# ------------------------------------------------------------------------------------------------ judged


def check_rows(rows: list[dict[str, str]], today: date) -> list[StaffRow]:
    """Each by the form of a new account, and against the others of the file."""
    forms_by_row = type("RowForm", (NewUserForm,), {"today": today})
    seen: dict[tuple[str, str], int] = {}
    judgement = []
    for number, data in enumerate(rows, 2):
        filled = {"language": BLANK_LANGUAGE} | {name: value for name, value in data.items() if value}
        row = StaffRow(number, data, forms_by_row(filled))
        row.faults = [(_label(row.form, name), str(w)) for name, words in row.form.errors.items() for w in words]
        for name in ("email", "iin"):
            value = filled.get(name, "").lower()
            if value and (before := seen.setdefault((name, value), number)) != number:
                row.faults.append((_label(row.form, name), _("The same as in row %(n)s.") % {"n": before}))
        judgement.append(row)
    return judgement


def _label(form: forms.Form | forms.ModelForm[Any], name: str) -> str:
    label: str | Promise = form.fields[name].label or name if name in form.fields else ""
    return str(label)


# ------------------------------------------------------------------------------------------------ the page


def page(admin_page: Any, request: HttpRequest) -> HttpResponse:
    """GET: the form. POST of a file: what would be opened. POST of what was judged: it is."""
    if not admin_page.has_add_permission(request):
        raise PermissionDenied
    form, rows = StaffFileForm(), list[StaffRow]()
    if request.method == "POST" and "rows" in request.POST:
        stored = _stored(request)
        if stored is not None:
            rows = check_rows(stored, local_day(moment(request)))
            if not any(row.faults for row in rows):
                return _opened(admin_page, request, rows)
    elif request.method == "POST":
        form = StaffFileForm(request.POST, request.FILES)
        if form.is_valid():
            rows = check_rows(form.cleaned_data["file"], local_day(moment(request)))
    wrong = sum(bool(row.faults) for row in rows)
    context = admin_page.admin_site.each_context(request) | {
        "opts": admin_page.opts,
        "title": _("Accounts of the staff out of a file"),
        "form": form,
        "rows": rows,
        "wrong": wrong,
        "names": FIELDS,
        "signed": signing.dumps([row.data for row in rows], salt=_SALT, compress=True) if rows and not wrong else "",
    }
    bad = bool(form.errors) or bool(wrong)
    return TemplateResponse(request, "admin/stafffile.html", context, status=422 if bad else 200)


def _stored(request: HttpRequest) -> list[dict[str, str]] | None:
    try:
        rows: list[dict[str, str]] = signing.loads(request.POST["rows"], salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        messages.warning(request, _("Too much time has passed since the file was looked at. Choose it once more."))
        return None
    return rows


def _opened(admin_page: Any, request: HttpRequest, rows: list[StaffRow]) -> HttpResponse:
    """In one transaction: all of them, as from the form of a new account; or, with two administrators, one proposal."""
    if waits := admin_page.waiting_rows(request, rows):
        return waits  # type: ignore[no-any-return]
    with transaction.atomic():
        for row in rows:
            admin_page.open_row(request, row.form)
    words = ngettext("%(n)s account is opened.", "%(n)s accounts are opened.", len(rows)) % {"n": len(rows)}
    messages.success(request, words)
    return HttpResponseRedirect(reverse("admin:cases_user_changelist"))
