"""Lists as files: requested beside the list, watched, downloaded; and who has downloaded what."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cases.law.actors import CASE_STAFF, ActingBody, Role
from cases.models import Export, ExportTaken, User
from cases.reports import columns, exportfiles, exporting, sheets
from cases.reports.caselists import CaseList, NoSuchListError
from cases.reports.exporting import RefusedError
from cases.reports.journals import JournalList, open_exported
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.callers import address
from cases.web.request.moment import moment, request_id

MOST = 50


@open_to(*CASE_STAFF)
def home(request: AuthenticatedRequest) -> HttpResponse:
    mine = Export.objects.filter(user=request.user).order_by("-id")[:MOST]
    context = {"section": "desk", "exports": mine, "taken": _downloads(request.user), "watches": _watches(request.user)}
    return render(request, "reports/exports.html", context)


def _watches(user: User) -> bool:
    return user.role in (Role.HEAD, Role.AUDITOR)


def _downloads(user: User) -> list[ExportTaken]:
    """By whom the files of exports were taken: for an auditor all, for a head those of the people of the body."""
    rows = ExportTaken.objects.select_related("export", "user").order_by("-id")
    if user.role == Role.AUDITOR:
        return list(rows[:MOST])
    if user.role != Role.HEAD:
        return []
    roles = [Role.HEAD.value, user.reads_as]
    if user.body == ActingBody.DEPARTMENT:
        return list(rows.filter(export__role__in=roles, export__city=user.city_id)[:MOST])
    of_body = rows.filter(export__role__in=roles, export__city="", export__body__in=("", user.body))
    return list(of_body[:MOST])


@open_to(*CASE_STAFF)
def order(request: AuthenticatedRequest) -> HttpResponse:
    """Which columns and what kind of file; the list itself is in the address, as the page of the list has it."""
    filters = {name: value.replace("\0", "")[:200] for name, value in request.GET.dict().items() if name != "after"}
    source = filters.get("source", "")
    listed = _listed(source, filters, request.user)
    offered = columns.offered(listed)
    chosen = [name for name in request.POST.getlist("columns") if name in offered]
    kind = request.POST.get("kind", Export.XLSX)
    fault = _wrong(request, chosen, offered) if request.method == "POST" else ""
    status = 422 if fault else 200
    if request.method == "POST" and not fault:
        user, now, rid = request.user, moment(request), request_id(request)
        try:
            export = exporting.request_export(user, source, filters, chosen, kind, now, rid)
            return redirect("reports:export", export.pk)
        except RefusedError as refused:
            fault, status = str(refused), 409
    context: dict[str, Any] = {
        "section": "desk",
        "listed": listed,
        "of_journal": isinstance(listed, JournalList),
        "columns": [(name, label, name in columns.always_of(listed)) for name, (label, _value) in offered.items()],
        "chosen": chosen if request.method == "POST" else columns.usual_of(listed),
        "kinds": Export.KINDS,
        "kind": kind,
        "fault": fault,
        "has_errors": bool(fault),
        "here": urlencode(filters),
    }
    return render(request, "reports/ask.html", context, status=status)


def _wrong(request: AuthenticatedRequest, chosen: list[str], offered: Collection[str]) -> str:
    """What of the form cannot be; "" where it is in order."""
    if request.POST.get("kind", Export.XLSX) not in sheets.TYPES:
        return _("Choose one of the two kinds of file.")
    if set(request.POST.getlist("columns")) - set(offered):
        return _("There is no such column: choose among those of this page.")
    return "" if chosen else _("Choose at least one column besides the one that is always there.")


def _listed(source: str, filters: dict[str, str], user: User) -> CaseList | JournalList:
    try:
        return open_exported(source, filters, user)
    except NoSuchListError as error:
        raise Http404 from error


def _own(request: AuthenticatedRequest, pk: UUID) -> Export:
    """Nobody else's is there."""
    return get_object_or_404(Export, pk=pk, user=request.user)


@open_to(*CASE_STAFF)
def progress(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """How far it is. The part that changes reloads itself until it is finished; without a script there is a link."""
    export = _own(request, pk)
    ready = exportfiles.same_post(export, request.user) and export.state == Export.READY
    context = {"section": "desk", "export": export, "ready": ready and not _over(export, request)}
    return render(request, "reports/export.html", context)


def _over(export: Export, request: AuthenticatedRequest) -> bool:
    return export.expires_at is None or export.expires_at <= moment(request)


@open_to(*CASE_STAFF)
def cancel(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    export = _own(request, pk)
    if request.method == "POST" and not exporting.cancel(export, moment(request)):
        messages.info(request, _("It was finished already."))
    return redirect("reports:export", pk)


@open_to(*CASE_STAFF)
def again(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    export = _own(request, pk)
    if request.method != "POST":
        return redirect("reports:export", pk)
    try:
        fresh = exporting.repeat(export, request.user, moment(request), request_id(request))
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect("reports:export", pk)
    except NoSuchListError:
        messages.error(request, Export.FAULTS["gone"])
        return redirect("reports:export", pk)
    return redirect("reports:export", fresh.pk)


@open_to(*CASE_STAFF)
def download(request: AuthenticatedRequest, pk: UUID) -> HttpResponseBase:
    export = _own(request, pk)
    stream = exportfiles.open_file(export, request.user, moment(request), address(request))
    if stream is None:
        messages.error(request, _("The file is not kept any more. Export the list again."))
        return redirect("reports:export", pk)
    name = f"{Export._meta.verbose_name}-{localtime(export.asked_at):%d.%m.%Y-%H%M}.{export.kind}"
    response = FileResponse(stream, as_attachment=True, filename=name, content_type=sheets.TYPES[export.kind])
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
