"""Words that an official writes in Russian, in Kazakh (`…_kk`) or in both (interpretation 60)."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.proceedings import NAMED, in_order, language_of
from cases.programmes.nomad.forms.base import StepForm
from cases.programmes.nomad.reasons.language import ALREADY

OTHER = _("If you wish: without it the letter in this language prints the other text.")


class ProceedingsForm(StepForm):
    language = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("kk", "Қазақша"), ("ru", "Русский")],
        error_messages={"required": _("Choose the language.")},
        help_text=_(
            "The officials write to you in it: reasons, remarks, answers. The pages of the portal stay as they are."
        ),
    )
    warning = _("What was written before stays as it is, and no term moves. You may ask for the other language again.")

    def prepare(self) -> None:
        self.note = ALREADY.get(language_of(self.case), "")


class InTwoLanguages(StepForm):
    def ask_in_both(self, *names: str, needed: bool = True) -> list[str]:
        """The fields of these words in their order: first that in the language of the proceedings, which is not to be
        left out where the words are `needed`."""
        language, order = language_of(self.case), []
        for name in names:
            first, second = in_order(self.case, name)
            order += [first, second]
            before = str(self.fields[first].help_text)
            hint = str(NAMED.get(language, _("Either language will do.")))
            self.fields[first].help_text = " ".join(filter(None, (before, hint)))
            self.fields[first].required = needed and bool(language)
            self.fields[second].help_text = OTHER
            for field in (first, second):
                self.fields[field].has_alternative = needed and not language  # type: ignore[attr-defined]
        return order

    def in_both(self, name: str) -> list[BoundField]:
        return [self[field] for field in in_order(self.case, name) if field in self.fields]

    def last(self, names: Iterable[str]) -> None:
        """Below all other fields."""
        names = list(names)
        self.order_fields([*(name for name in self.fields if name not in names), *names])
