"""What an administrator has still to compare with its source, or to enter: reference data that nobody has confirmed,
and what letters and pages leave out because nobody has entered it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law import regulations
from cases.models import BodyHead, CalendarDay, ConsentClause, Ground, Profession, Remedy

NAMED = 20
"""Rows that are named; the list behind the link has all of them."""


class UnconfirmedTable(NamedTuple):
    """A table with rows whose source is not confirmed."""

    table: str
    url: str
    number: int
    """Of all such rows."""
    rows: list[tuple[str, str]]
    """The first of them, each as (what it is, its source)."""


class ReferenceGap(NamedTuple):
    table: str
    url: str
    what: Promise
    names: list[str]


def page(request: HttpRequest) -> HttpResponse:
    context = {"title": _("To be confirmed or entered"), "lines": list(_lines(request)), "gaps": list(_gaps(request))}
    context["acts"] = [law for law in regulations.editions() if not law.compared]
    return TemplateResponse(request, "admin/unconfirmed.html", admin.site.each_context(request) | context)


def _lines(request: HttpRequest) -> Iterator[UnconfirmedTable]:
    """Of each table whose rows are marked until they are compared."""
    for model in _tables(request):
        if _is_marked(model):
            rows = model._default_manager.filter(confirmed=False)
            if number := rows.count():
                named = [(str(row), str(getattr(row, "source", ""))) for row in rows[:NAMED]]
                yield UnconfirmedTable(_name(model), f"{_url(model)}?confirmed__exact=0", number, named)


def _tables(request: HttpRequest) -> list[type[Model]]:
    allowed = [model for model, own in admin.site._registry.items() if own.has_view_permission(request)]
    return sorted(allowed, key=_name)


def _is_marked(model: type[Model]) -> bool:
    try:
        return isinstance(model._meta.get_field("confirmed"), BooleanField)
    except FieldDoesNotExist:
        return False


def _gaps(request: HttpRequest) -> Iterator[ReferenceGap]:
    empty = Ground.objects.filter(needs=Ground.NOT_AT_HAND).order_by("code")
    missing = list(dict.fromkeys(empty.values_list("article", flat=True)))
    used = set(Ground.objects.filter(active=True).values_list("kind", flat=True))
    kinds = [str(label) for kind, label in Ground._meta.get_field("kind").flatchoices if kind not in used]
    days = [str(day) for day in CalendarDay.objects.filter(estimated=True).order_by("date")]
    sources: tuple[tuple[type[Model], Promise, list[str]], ...] = (
        (Remedy, _("No address: nobody could write a complaint to it."), Remedy.without_address()),
        (Remedy, _("No higher body: letters send a complaint to the body itself."), Remedy.without_higher()),
        (
            Remedy,
            _("No address of the higher body: who hands a complaint on has to enter it."),
            Remedy.without_higher_address(),
        ),
        (BodyHead, _("No name: letters do not say who answers for the act."), BodyHead.nameless()),
        (Ground, _("The text is not at hand: it can not be chosen."), missing),
        (Ground, _("No ground of this kind is in use."), kinds),
        (
            ConsentClause,
            _("Until then nobody can consent."),
            [str(why) for _code, why in ConsentClause.operator_faults()],
        ),
        (CalendarDay, _("The date is estimated: correct it once it is declared."), days),
        (Profession, _("The list is empty: professions are typed in words."), [] if _listed() else ["№ 49"]),
    )
    for model, what, names in sources:
        if names and admin.site._registry[model].has_view_permission(request):
            yield ReferenceGap(_name(model), _url(model), what, names)


def _listed() -> bool:
    return Profession.objects.exists()


def _name(model: type[Model]) -> str:
    return str(model._meta.verbose_name_plural)


def _url(model: type[Model]) -> Any:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
