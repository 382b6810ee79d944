"""How long what is kept, which cases are exempt, and what was erased."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cases.admin.records.base import RecordAdmin
from cases.admin.reference import ReferenceAdmin
from cases.evidence.retention import KINDS
from cases.evidence.retention.categories import THEN
from cases.models import Case, Erasure, LegalHold, RetentionRule


@admin.register(RetentionRule)
class RetentionRuleAdmin(ReferenceAdmin):
    """What a rule is about, from when it counts and what then, the portal knows: the length is changed."""

    list_display = ("key", "length", "unit", "counted_from", "then", "confirmed", "source")
    list_filter = ("confirmed",)
    fixed = ("key",)

    @admin.display(description=_("counted from"))
    def counted_from(self, rule: RetentionRule) -> str:
        return str(KINDS[rule.key].counted_from)

    @admin.display(description=_("what then"))
    def then(self, rule: RetentionRule) -> str:
        return str(THEN[KINDS[rule.key].then])


class LegalHoldForm(forms.ModelForm):
    case = forms.ModelChoiceField(
        Case.objects.all(), to_field_name="number", label=_("number of the case"), widget=forms.TextInput
    )


@admin.register(LegalHold)
class LegalHoldAdmin(ReferenceAdmin):
    """A hold is lifted by its last day, and stays readable."""

    form = LegalHoldForm
    dated = False
    list_display = ("case", "why", "until")
    list_select_related = ("case",)
    fixed = ("case",)


@admin.register(Erasure)
class ErasureAdmin(RecordAdmin):
    list_display = ("at", "rule", "case", "kind", "number", "before", "by")
    list_filter = ("rule",)
