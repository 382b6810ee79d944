"""Facts the order does not fix, maintained by the administrator: each with its source and its history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from cases.admin import effects
from cases.admin.case import EditionFilter
from cases.admin.forms import JudgedForm
from cases.admin.foureyes import ALL, FourEyesAdmin
from cases.admin.history import HistoryAdmin
from cases.engine.steps import actors_of_grounds
from cases.law import regulations
from cases.law.actors import Actor
from cases.models import (
    City,
    ConsentClause,
    CountryRule,
    EditionPeriod,
    Ground,
    InterviewCriterion,
    MessageTemplate,
    Remedy,
    ServiceTerm,
)
from cases.models.serviceterm import forget_lengths
from cases.programmes.nomad.consents.consent_text import ensure_sound
from cases.programmes.nomad.reasons.needs import ensure_known
from cases.values.operator import NO_NUMBER, operator_faults

Faults = Iterator[tuple[str, Any]]


class ReferenceAdmin(FourEyesAdmin, HistoryAdmin):
    """Reference data, with its history. What is entered decides over people, so two administrators do it."""

    guarded: tuple[str, ...] = ALL
    fixed: tuple[str, ...] = ()
    """Fields that other rows or papers refer to: set with the new row and read-only afterwards."""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return self.fixed if obj is not None else ()


class CityForm(forms.ModelForm):
    series = forms.CharField(
        label=_("prefix of numbers"),
        max_length=8,
        validators=[RegexValidator(r"^[A-Z]{2,8}$", _("Two to eight capital Latin letters."))],
    )

    def clean_series(self) -> str:
        series: str = self.cleaned_data["series"]
        if series == "HUB":
            raise ValidationError(_("This prefix is taken by the petitions."))
        return series


@admin.register(City)
class CityAdmin(ReferenceAdmin):
    form = CityForm
    list_display = ("code", "name_ru", "name_kk", "series", "active", "valid_from")
    fixed = ("code", "series")

    def effect(self, before: Model | None, after: Model, form: forms.ModelForm[Any]) -> list[str]:
        assert isinstance(after, City)
        return effects.of_city(before, after, form.changed_data) if isinstance(before, City) else []


class RemedyForm(JudgedForm):
    def faults(self, data: dict[str, Any]) -> Faults:
        known = [edition.key for edition in regulations.editions()]
        edition = data.get("edition") or self.instance.edition
        if edition and edition not in known:
            yield "edition", _("Only these orders are known: %(keys)s.") % {"keys": ", ".join(known)}


@admin.register(Remedy)
class RemedyAdmin(ReferenceAdmin):
    """Letters print it, complaints are measured by it. What the law changes gets a row of its own, from its day on."""

    form = RemedyForm
    guarded = ALL
    list_display = ("edition_display", "body", "valid_from", "higher_ru", "court_ru", "confirmed", "source")
    list_filter = (EditionFilter, "body", "confirmed")
    fixed = ("edition", "body", "valid_from")

    def effect(self, before: Model | None, after: Model, form: forms.ModelForm[Any]) -> list[str]:
        assert isinstance(after, Remedy)
        return effects.of_remedy(after, new=before is None, changed=form.changed_data)


@admin.register(MessageTemplate)
class MessageTemplateAdmin(ReferenceAdmin):
    """Offered to officials from now on; what was sent stays as it was written. An official reads it before it goes: one
    administrator is enough."""

    guarded = ()
    list_display = ("code", "name_ru", "name_kk", "active")
    list_filter = ("active",)
    fixed = ("code",)


class EditionPeriodForm(JudgedForm):
    def faults(self, data: dict[str, Any]) -> Faults:
        first, last = data.get("intake_from"), data.get("intake_until")
        if first and last and last < first:
            yield "intake_until", _("The last day lies before the first.")


@admin.register(EditionPeriod)
class EditionPeriodAdmin(ReferenceAdmin):
    form = EditionPeriodForm
    list_display = ("edition_display", "intake_from", "intake_until", "note")
    fixed = ("edition",)

    def effect(self, before: Model | None, after: Model, form: forms.ModelForm[Any]) -> list[str]:
        assert isinstance(after, EditionPeriod)
        return effects.of_period(after, form.changed_data)


class GroundForm(JudgedForm):
    def faults(self, data: dict[str, Any]) -> Faults:
        """What the ground needs must be a fact the portal records, and an order one that it knows."""
        try:
            ensure_known(data.get("needs", ""), data.get("kind") or self.instance.kind)
        except ValidationError as error:
            yield "needs", error
        known = [edition.key for edition in regulations.editions()]
        if set((data.get("editions") or "").split()) - set(known):
            yield "editions", _("Only these orders are known: %(keys)s.") % {"keys": ", ".join(known)}
        naming = actors_of_grounds(data.get("kind") or self.instance.kind)
        if set((data.get("actors") or "").split()) - set(naming):
            yield "actors", _("Grounds of this kind are named by: %(keys)s.") % {"keys": ", ".join(naming)}
        if data.get("confirmed") and not data.get("source"):
            yield "source", _("Name the text with which the wording was compared.")


@admin.register(Ground)
class GroundAdmin(ReferenceAdmin):
    form = GroundForm
    list_display = (
        *("code", "kind", "article", "text_ru", "named_by", "editions", "confirmed", "source", "active", "valid_from"),
    )
    list_filter = ("kind", "confirmed", "active")
    exact = ("code",)
    fixed = ("kind", "code")

    @admin.display(description=_("named by"))
    def named_by(self, ground: Ground) -> str:
        """In words: who may, of those whose steps name grounds of its kind."""
        return ", ".join(str(Actor(key).label) for key in actors_of_grounds(ground.kind) if ground.may_be_named_by(key))

    def effect(self, before: Model | None, after: Model, form: forms.ModelForm[Any]) -> list[str]:
        return effects.of_ground(before) if isinstance(before, Ground) else []


class ConsentClauseForm(JudgedForm):
    def faults(self, data: dict[str, Any]) -> Faults:
        """What an applicant agrees to can be printed, and a BIN is one."""
        for name in ("text_ru", "text_kk", "text_en"):
            try:
                ensure_sound(data.get(name) or "")
            except ValidationError as error:
                yield name, error
        # Without a number it can be stored: it may come by a later letter. What is there must be one.
        yield from (fault for fault in operator_faults(data) if fault[1] is not NO_NUMBER)


@admin.register(ConsentClause)
class ConsentClauseAdmin(ReferenceAdmin):
    form = ConsentClauseForm
    list_display = ("position", "code", "text_ru", "bin", "confirmed", "source", "active")
    list_filter = ("confirmed", "active")
    fixed = ("code",)

    def effect(self, before: Model | None, after: Model, form: forms.ModelForm[Any]) -> list[str]:
        return effects.of_clause(form.changed_data)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        for code, why in ConsentClause.operator_faults():
            words = _("%(code)s: %(why)s Until then nobody can consent.") % {"code": code, "why": why}
            messages.warning(request, words)
        return super().changelist_view(request, extra_context)


@admin.register(CountryRule)
class CountryRuleAdmin(ReferenceAdmin):
    """The check before a filing advises by it from now on; nothing is refused for it."""

    list_display = ("country", "legalisation", "stay_days", "confirmed", "source")
    list_filter = ("legalisation", "confirmed")
    fixed = ("country",)

    def effect(self, before: Model | None, after: Model, form: forms.ModelForm[Any]) -> list[str]:
        assert isinstance(after, CountryRule)
        return effects.of_country(after, form.changed_data)


@admin.register(InterviewCriterion)
class InterviewCriterionAdmin(ReferenceAdmin):
    """The order names none: each comes with its source, and stays readable in the records that name it."""

    list_display = ("stage", "position", "code", "name_ru", "name_kk", "most", "confirmed", "active", "valid_from")
    list_filter = ("stage", "confirmed", "active")
    exact = ("code",)
    fixed = ("stage", "code")

    def effect(self, before: Model | None, after: Model, form: forms.ModelForm[Any]) -> list[str]:
        assert isinstance(after, InterviewCriterion)
        return effects.of_criterion(after)


@admin.register(ServiceTerm)
class ServiceTermAdmin(ReferenceAdmin):
    """The keys are those of the orders: a length is changed, no term is invented or taken away."""

    list_display = ("key", "length", "source", "confirmed")
    list_filter = ("confirmed",)
    fixed = ("key",)

    def effect(self, before: Model | None, after: Model, form: forms.ModelForm[Any]) -> list[str]:
        assert isinstance(after, ServiceTerm)
        return effects.of_length(before, after) if isinstance(before, ServiceTerm) else []

    def save_model(self, request: HttpRequest, obj: Model, form: forms.ModelForm[Any], change: bool) -> None:
        super().save_model(request, obj, form, change)
        forget_lengths()
        messages.info(request, _("Terms that begin from now on are counted with this. Deadlines already set stay."))
