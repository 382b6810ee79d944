from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from cases.engine.performing import reviewing
from cases.engine.steps.proceedings import in_order
from cases.gateways import registry
from cases.law.regulations import DocRule
from cases.law.titles import list_at, rule_beside, rules_of
from cases.models import Case, DocumentReview, Ground
from cases.programmes.nomad.checks import check_papers
from cases.programmes.nomad.checks.check_results import choices, contradicts
from cases.programmes.nomad.demands import NOTHING_RETURNED, remark_field
from cases.programmes.nomad.facts import Return
from cases.programmes.nomad.forms.base import DayField, StepForm, TextArea, TextLine
from cases.programmes.nomad.forms.languages import InTwoLanguages
from cases.programmes.nomad.papers import comparing, security_file
from cases.programmes.nomad.reasons import needs, returning
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.values.wording import WHY


def clear_field(**options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=choices(),
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
        error_messages={"required": _("Choose the result.")},
        **options,
    )


class NumberForm(StepForm):
    mp_number = TextLine(
        max_length=40,
        help_text=_("The number the system gave when you entered the application by hand."),
    )

    reason = TextArea(required=False, rows=2, max_length=WHY.most)

    def prepare(self) -> None:
        self.fields["mp_number"].initial = self.case.mp_number
        if not self.case.mp_number:
            del self.fields["reason"]

    def clean_mp_number(self) -> str:
        number: str = self.cleaned_data["mp_number"].strip()
        if number and Case.objects.filter(mp_number=number).exclude(pk=self.case.pk).exists():
            raise forms.ValidationError(_("Another case is registered under this number."))
        return number


class RegisterForm(NumberForm):
    def prepare(self) -> None:
        """Where the portal asks the system itself, the number comes with its answer."""
        super().prepare()
        self.fields.pop("reason", None)  # nothing is corrected yet
        self.fields["mp_number"].required = registry.transport("ismp") == registry.MANUAL


_REMARKS = {"text": _("What has to be corrected, in Russian"), "text_kk": _("What has to be corrected, in Kazakh")}


class ReworkForm(InTwoLanguages):
    """Each returned document with its reason and a comment; only these can be changed by the applicant (п. 12)."""

    unseen = TextArea(
        label=_("Why it could not be seen before, in Russian"),
        required=False,
        rows=3,
        max_length=WHY.most,
        help_text=_("It was returned before. Only for a document that has not changed since."),
    )
    unseen_kk = TextArea(required=False, rows=3, max_length=WHY.most)
    text = TextArea(label=_("General remark in Russian (if any)"), required=False, rows=3)
    text_kk = TextArea(label=_("General remark in Kazakh (if any)"), required=False, rows=3)
    warning = _("If the applicant does not correct it in time, the application is annulled (para. 12).")

    def prepare(self) -> None:
        if not returning.returned_before(self.case):
            del self.fields["unseen"], self.fields["unseen_kk"]
        self.last(self.ask_in_both(*(name for name in ("unseen", "text") if name in self.fields), needed=False))
        grounds = self.case.dossier.grounds(self.step.grounds, self.today, self.step.by)
        # What the portal placed is not the applicant's to mend.
        self.kinds = [r for r in rules_of(self.case, list_at(self.case)) if r.source != "portal"]
        self.settled = {r.kind: needs.settled(self.case, self.now, r) for r in self.kinds}
        self.unfit: dict[str, list[tuple[str, Any]]] = {}
        marked = {row.kind: row for row in reviewing.documents_to_return(self.case, self.step.by)}
        for rule in self.kinds:
            fitting, self.unfit[rule.kind] = self._sorted(grounds, rule)
            self.fields[f"ground_{rule.kind}"] = forms.ChoiceField(
                label=str(rule.title), choices=[("", "—"), *fitting], required=False
            )
            for name, label in _REMARKS.items():
                remark = TextLine(label=label, max_length=500, required=False)
                remark.has_alternative = True  # type: ignore[attr-defined]  # required by some of the reasons
                self.fields[remark_field(name, rule.kind)] = remark
            if row := marked.get(rule.kind):
                self._begin_with(row)

    def _begin_with(self, row: DocumentReview) -> None:
        """What the review of this document has found is not typed again."""
        self.initial.setdefault(f"ground_{row.kind}", row.ground)
        for name in _REMARKS:
            self.initial.setdefault(remark_field(name, row.kind), getattr(row, name))

    def _sorted(self, grounds: Sequence[Ground], rule: DocRule) -> tuple[list[tuple[str, str]], list[tuple[str, Any]]]:
        """The reasons that fit this document, and those its own data contradict, each with why."""
        if self.settled[rule.kind]:
            return [], []
        mine = [g for g in grounds if needs.fits_document(g.needs, rule)]
        why = {g.code: needs.why_not(self.case, self.now, g.needs, rule.kind) for g in mine}
        fitting = [(g.code, str(g)) for g in mine if not why[g.code]]
        return fitting, [(str(g), why[g.code]) for g in mine if why[g.code]]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [r.kind for r in self.kinds if data.get(f"ground_{r.kind}")]
        if not chosen:
            raise forms.ValidationError(str(NOTHING_RETURNED))
        for rule in self.kinds:
            if self._remarks(rule.kind, data) and rule.kind not in chosen:
                self.add_error(f"ground_{rule.kind}", _("Choose the reason for which this document is returned."))
        return data

    def facts(self) -> Return:
        data = self.cleaned_data
        words = {name: data.get(name, "") for name in ("unseen", "unseen_kk", "text", "text_kk")}
        return Return(returns=self.chosen(), **words)

    def _remarks(self, kind: str, data: dict[str, Any]) -> dict[str, str]:
        """What was written beside this document, by the name of the fact."""
        return {name: text for name in _REMARKS if (text := data.get(remark_field(name, kind)))}

    def chosen(self) -> list[dict[str, str]]:
        data = self.cleaned_data
        return [
            {"kind": r.kind, "ground": data[f"ground_{r.kind}"], "text": "", **self._remarks(r.kind, data)}
            for r in self.kinds
            if data[f"ground_{r.kind}"]
        ]

    def rows(self) -> list[tuple[Any, Any, Any, Any, Any]]:
        """(rule, reason field, comment fields, why it cannot go back, reasons that do not fit it) of each document."""
        names = in_order(self.case, "text")
        return [
            (
                r,
                self[f"ground_{r.kind}"],
                [self[remark_field(name, r.kind)] for name in names],
                self.settled[r.kind],
                self.unfit[r.kind],
            )
            for r in self.kinds
        ]

    def words(self) -> list[BoundField]:
        """Remarks on all documents together."""
        return [*self.in_both("unseen"), *self.in_both("text")]


class ResultForm(StepForm):
    """A result with words beside it. Where they seem to say the contrary the page asks once more."""

    beside = frozenset({"sure"})
    sure = forms.BooleanField(
        label=_("The words do not speak against the result: record both as they stand."),
        required=False,
        widget=forms.HiddenInput,
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "clear" in data and contradicts(data["clear"], data.get("text", "")):
            field = self.fields["sure"] = self.fields.pop("sure")
            field.widget = forms.CheckboxInput()
            if not data.get("sure"):
                self.add_error(
                    "sure", _("The result and the words beside it contradict each other. Look at both again.")
                )
        return data


class CheckForm(ResultForm):
    """The answer of another system, entered by hand as the order itself provides (п. 13, 22)."""

    kind = forms.ChoiceField()
    clear = clear_field()
    reference = TextLine(max_length=60, required=False)
    text = TextArea(required=False, rows=3)
    reason = TextArea(
        label=_("Why it differs from what is recorded"),
        required=False,
        rows=2,
        max_length=WHY.most,
        help_text=_("Only where the result is another than the one recorded already."),
    )

    def prepare(self) -> None:
        self.rule, self.attached = rule_beside(self.case, self.step.paper), check_papers.attached(self.step, self.case)
        kinds = comparing.entered_by_hand(self.case)
        self.offer("kind", [(k, CHECK_NAMES[k]) for k in kinds])
        missing = [kind for kind in kinds if self.case.dossier.check_now(kind) is None]
        self.initial.setdefault("kind", next(iter(missing), None))
        if missing == kinds:
            del self.fields["reason"]


class KnbFileForm(StepForm):
    """Which documents of the application go to КНБ (п. 14); the letter lists them."""

    documents = forms.MultipleChoiceField(
        label=_("Documents that go to the national security bodies"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one document.")},
    )

    def prepare(self) -> None:
        rows = security_file.at_hand(self.case)
        self.offer("documents", [(rule.kind, str(rule.title)) for rule, _document in rows])
        self.initial.setdefault("documents", [rule.kind for rule, _document in rows])


class KnbAnswerForm(ResultForm):
    clear = forms.TypedChoiceField(
        widget=forms.RadioSelect,
        choices=choices("knb"),
        coerce=lambda value: value == "yes",
        error_messages={"required": _("Choose the answer.")},
    )
    reference = TextLine(label=_("Number of the answer"), max_length=60)
    answered_on = DayField()
    text = TextArea(required=False, rows=3)

    def prepare(self) -> None:
        self.rule, self.attached = rule_beside(self.case, self.step.paper), check_papers.attached(self.step, self.case)
