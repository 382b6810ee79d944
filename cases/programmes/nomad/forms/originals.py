from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from cases.law.regulations import DocRule
from cases.models import Comparison
from cases.programmes.nomad.facts import OriginalsCompared
from cases.programmes.nomad.forms.base import StepForm, TextArea, TextLine
from cases.programmes.nomad.papers import comparing
from cases.values.wording import WHY

LONGEST = 500


@dataclass(frozen=True, slots=True)
class OriginalRow:
    rule: DocRule
    verdict: BoundField
    text: BoundField
    held: Comparison | None
    """The verdict of this round; None for none yet."""


class OriginalsForm(StepForm):
    """Each original that came beside its copy (п. 22). What has no verdict stays as it is, and can be entered later."""

    own_page = True
    reason = TextArea(
        label=_("Why a verdict differs from what is recorded"), required=False, rows=2, max_length=WHY.most
    )

    def prepare(self) -> None:
        self.rules = comparing.courier_rules(self.case)
        verdicts = self.case.dossier.comparisons
        if not verdicts:
            del self.fields["reason"]
        for rule in self.rules:
            row = verdicts.get(rule.kind)
            self.fields[f"verdict_{rule.kind}"] = forms.ChoiceField(
                label=str(rule.title), choices=Comparison.VERDICTS, widget=forms.RadioSelect, required=False
            )
            text = TextLine(label=_("What does not agree"), max_length=LONGEST, required=False)
            text.has_alternative = True  # type: ignore[attr-defined]  # required by some of the verdicts
            self.fields[f"text_{rule.kind}"] = text
            self.initial.setdefault(f"verdict_{rule.kind}", row.verdict if row else "")
            self.initial.setdefault(f"text_{rule.kind}", row.text if row else "")
        if "reason" in self.fields:
            self.fields["reason"] = self.fields.pop("reason")

    def facts(self) -> OriginalsCompared:
        """What says more than is recorded already."""
        data = self.cleaned_data
        rows = [
            {"kind": rule.kind, "verdict": verdict, "text": data.get(f"text_{rule.kind}", "")}
            for rule in self.rules
            if (verdict := data.get(f"verdict_{rule.kind}", ""))
        ]
        return OriginalsCompared(rows=[row for row in rows if self._new(row)], reason=data.get("reason", ""))

    def _new(self, row: dict[str, str]) -> bool:
        recorded = self.case.dossier.comparisons.get(row["kind"])
        return recorded is None or (recorded.verdict, recorded.text) != (row["verdict"], row["text"])

    def rows(self) -> Iterator[OriginalRow]:
        verdicts = self.case.dossier.comparisons
        for rule in self.rules:
            yield OriginalRow(rule, self[f"verdict_{rule.kind}"], self[f"text_{rule.kind}"], verdicts.get(rule.kind))
