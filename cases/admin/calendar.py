"""The working calendar: what a change would move is displayed before it is made, and counted through its one door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.admin.base import ReadOnlyAdmin
from cases.admin.forms import JudgedForm
from cases.admin.foureyes import BACK, CONFIRMED
from cases.admin.planned import plan_context
from cases.admin.reference import Faults, ReferenceAdmin
from cases.admin.render import link, list_url
from cases.engine.terms import calendar_changes, recounting
from cases.engine.terms.recounting import ChangedDay
from cases.models import CalendarChange, CalendarDay, CalendarYear, RemedyRecount, TermRecount
from cases.values.days import ensure_stored_year
from cases.web.request.moment import moment

OWN = frozenset({"csrfmiddlewaretoken", "_page", CONFIRMED, BACK})
"""What that page sends besides the form."""

NOTHING_CLOSED = _("Until all terms are counted again the clock closes no term.")


def changed_days(before: CalendarDay | None, after: CalendarDay | None) -> list[ChangedDay]:
    """A row that is added, changed (its date perhaps) or deleted, in the terms of the count; the oldest day first."""
    had = {before.date: before.entry} if before else {}
    gets = {after.date: after.entry} if after else {}
    days = [ChangedDay(day, had.get(day), gets.get(day)) for day in sorted({*had, *gets})]
    return [day for day in days if day.moves]


def in_words(day: ChangedDay) -> tuple[date, str, str]:
    return day.date, kind_words(day.before[0] if day.before else ""), kind_words(day.after[0] if day.after else "")


def kind_words(kind: str) -> str:
    return str(dict(CalendarDay.KINDS).get(kind, kind)) if kind else gettext("by its weekday")


class CalendarAdmin(ReferenceAdmin):
    """A change reaches the terms that run in the transaction in which it is saved."""

    dated = False

    def _changed(self, request: HttpRequest, days: Sequence[ChangedDay], source: str) -> None:
        change = calendar_changes.begin_change(days, request.user, moment(request), source)  # type: ignore[arg-type]
        if change is None:
            messages.info(request, _("No term runs that this could move. Later terms are counted with it."))
            return
        words = ngettext("%(number)s running term has moved.", "%(number)s running terms have moved.", change.moved) % {
            "number": change.moved
        }
        if change.state == CalendarChange.IN_HAND:
            more = gettext("The portal counts on; how far it is stands among the changes of the calendar.")
            words = f"{words} {more} {NOTHING_CLOSED}"
        messages.info(request, words)


@admin.register(CalendarDay)
class CalendarDayAdmin(CalendarAdmin):
    list_display = ("date", "kind", "name_ru", "name_kk", "estimated", "confirmed", "source")
    list_filter = ("kind", "estimated", "confirmed")
    date_hierarchy = "date"
    ordering = ("-date",)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method == "POST" and not {CONFIRMED, BACK} & request.POST.keys():
            confirmation = self._confirmation(request, object_id)
            if confirmation is not None:
                return confirmation
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _confirmation(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        """The page that shows what would move; None where nothing would, or the form is not in order."""
        had = self.get_object(request, unquote(object_id)) if object_id else None
        allowed = self.has_change_permission(request, had) if object_id else self.has_add_permission(request)
        if not allowed or (object_id and had is None):
            return None
        form = self.get_form(request, had, change=had is not None)(request.POST, instance=had)
        if not form.is_valid():
            return None
        stored = CalendarDay.objects.filter(pk=had.pk).first() if had else None
        return self._confirm(request, changed_days(stored, form.instance), had)

    def _confirm(self, request: HttpRequest, days: list[ChangedDay], had: CalendarDay | None) -> HttpResponse | None:
        plan = recounting.plan(days, moment(request)) if days else None
        if not plan:
            return None
        sent = [(name, value) for name in request.POST for value in request.POST.getlist(name) if name not in OWN]
        context = self.admin_site.each_context(request) | plan_context(plan, request.POST.get("_page"))
        context |= {"opts": self.opts, "title": _("What this change of the calendar moves"), "original": had}
        return TemplateResponse(
            request,
            "admin/cases/calendarday/confirm.html",
            context | {"days": [in_words(day) for day in days], "sent": sent, "buttons": True},
        )

    def save_model(self, request: HttpRequest, obj: Model, form: forms.ModelForm[Any], change: bool) -> None:
        stored = CalendarDay.objects.filter(pk=obj.pk).first() if change else None
        super().save_model(request, obj, form, change)
        assert isinstance(obj, CalendarDay)
        days = changed_days(stored, obj)
        if days:
            self._changed(request, days, obj.source)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The library's own page asks for confirmation; it lists what would move."""
        row = self.get_object(request, unquote(object_id))
        context = dict(extra_context or {})
        if row is not None and request.method != "POST":
            plan = recounting.plan(changed_days(row, None), moment(request))
            context |= plan_context(plan, request.GET.get("_page"))
        return super().delete_view(request, object_id, context)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        assert isinstance(obj, CalendarDay)
        days = changed_days(obj, None)
        super().delete_model(request, obj)
        self._changed(request, days, obj.source)


class CalendarYearForm(JudgedForm):
    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        ensure_stored_year(year)
        return year

    def faults(self, data: dict[str, Any]) -> Faults:
        if data.get("confirmed") and not data.get("source"):
            yield "source", _("Name the official calendar that confirms this year.")


@admin.register(CalendarYear)
class CalendarYearAdmin(CalendarAdmin):
    """A year that is confirmed moves nothing: the warning at the terms that reach into it goes."""

    form = CalendarYearForm
    list_display = ("year", "confirmed", "source")
    fixed = ("year",)

    def save_model(self, request: HttpRequest, obj: Model, form: forms.ModelForm[Any], change: bool) -> None:
        stored = CalendarYear.objects.filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        assert isinstance(obj, CalendarYear)
        if (stored is not None and stored.confirmed) != obj.confirmed:
            self._changed(request, whole_year(obj), obj.source)


def whole_year(row: CalendarYear) -> list[ChangedDay]:
    words = ("", "confirmed") if row.confirmed else ("confirmed", "")
    return [ChangedDay(day, *((word, "") for word in words)) for day in (date(row.year, 1, 1), date(row.year, 12, 31))]


@admin.register(CalendarChange)
class CalendarChangeAdmin(ReadOnlyAdmin):
    """How far each change has come, and what it has moved."""

    list_display = ("at", "span", "reason", "state", "meaning", "moved", "kept", "failed", "done_at")
    list_filter = ("state",)
    hidden = ("pass_from", "cursor_at", "cursor_id", "letters_after", "first", "last", "days")
    displayed = ("meaning", "days_display", "terms", "complaints")

    @admin.display(description=_("what that means"))
    def meaning(self, change: CalendarChange) -> str:
        if change.state == CalendarChange.IN_HAND:
            return str(NOTHING_CLOSED)
        return gettext("All terms are counted again; the clock closes terms as before.")

    @admin.display(description=_("days"))
    def span(self, change: CalendarChange) -> str:
        return str(change)

    @admin.display(description=_("days"))
    def days_display(self, change: CalendarChange) -> str:
        return "; ".join(
            f"{day['date']}: {kind_words(day['before'])} → {kind_words(day['after'])}" for day in change.days
        )

    @admin.display(description=_("terms"))
    def terms(self, change: CalendarChange) -> SafeString:
        return link(list_url(TermRecount, change=change.pk), _("which terms, from which day to which"))

    @admin.display(description=_("last days for complaints"))
    def complaints(self, change: CalendarChange) -> SafeString:
        return link(list_url(RemedyRecount, change=change.pk), _("of which letters and delays"))
