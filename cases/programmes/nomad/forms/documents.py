"""What is entered about a document besides its file, by kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.fields.country import CountryField
from cases.fields.merging import Conflict, base_of
from cases.fields.text import LettersLine
from cases.files import kinds
from cases.models.document import LEGALISATIONS, Document
from cases.programmes.nomad.forms.base import DayField
from cases.programmes.nomad.forms.uploads import SeveralFilesField
from cases.programmes.nomad.papers.particulars import FACTS, LABELS, faults
from cases.values import letters

HOW = [
    ("replace", _("Put them in place of what is attached")),
    ("add", _("Add them behind what is attached: the document is made of all of them")),
]


GATHERED = frozenset({"complaint_evidence", "objection", "hearing_protocol"})
"""Kinds of several papers, none of which answers another: what is sent next goes behind what is there."""


class DocumentForm(forms.Form):
    """Upload of one document with its facts. The file may be left out when one is there and only facts change."""

    conflicts: Mapping[str, Conflict] = {}
    """Facts that another tab has changed meanwhile, by their names."""
    status = 422
    """Of an answer that shows the form again."""

    file = SeveralFilesField(
        label=_("File"),
        required=False,
        error_messages={
            "empty": _("The file is empty."),
            "invalid": _("No file was sent."),
            "required": _("Choose a file."),
        },
    )
    how = forms.ChoiceField(
        label=_("What to do with the files you choose"),
        choices=HOW,
        widget=forms.RadioSelect,
        required=False,
        initial="replace",
    )
    country = CountryField(label=LABELS["country"], help_text=_("The state whose authorities issued the document."))
    issued_on = DayField(label=LABELS["issued_on"])
    valid_from = DayField(label=LABELS["valid_from"])
    expires_on = DayField(label=LABELS["expires_on"])
    no_end = forms.BooleanField(label=LABELS["no_end"], required=False)
    legalisation = forms.ChoiceField(label=LABELS["legalisation"], choices=[("", "—"), *LEGALISATIONS])
    legalisation_note = LettersLine(
        letters.EITHER,
        label=LABELS["legalisation_note"],
        max_length=200,
        required=False,
        help_text=_("For an exempt document, name the treaty."),
    )
    bars_entry = forms.BooleanField(label=LABELS["bars_entry"], required=False)
    notarised = forms.BooleanField(
        label=LABELS["notarised"],
        error_messages={"required": _("The contract must be certified by a notary (para. 20(4)).")},
    )

    def __init__(
        self,
        *args: Any,
        kind: str,
        current: Document | None,
        today: date,
        need_legalisation: bool = True,
        needs_new_file: bool = False,
        **kwargs: Any,
    ) -> None:
        self.kind, self.current, self.today = kind, current, today
        names = self.facts_asked
        values = {n: getattr(current, n) for n in names} if current else {}
        super().__init__(*args, **{"initial": values, "auto_id": f"{kind}_%s"} | kwargs)
        several = kind != "photo"
        if not several:
            self.fields["file"].take_single_file()  # type: ignore[attr-defined]
        for name in set(self.fields) - {"file", *names, *(("how",) if several and current else ())}:
            del self.fields[name]
        if "how" in self.fields:
            self._ask_how()
        self.fields["file"].help_text = kinds.help_text(kind)  # type: ignore[assignment]
        self.fields["file"].widget.attrs["accept"] = kinds.accept(kind)
        # A returned document is answered by a new file, not by another date beside the old one.
        self.fields["file"].required = current is None or needs_new_file
        if "no_end" in self.fields:
            self.fields["expires_on"].required = False
            self.fields["expires_on"].has_alternative = True  # type: ignore[attr-defined]
        if "legalisation" in self.fields:
            self.fields["legalisation"].required = need_legalisation

    def _ask_how(self) -> None:
        """An old page, or a client, does not say."""
        if self.kind in GATHERED:
            self.fields["how"].initial = "add"
        self.fields["how"].required = not self.is_bound or "how" in self.data

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        wrong = faults(self.kind, data, self.today)
        for name, why in [fault for fault in wrong if fault[0] not in self.errors]:
            self.add_error(name, str(why))
        return data

    @property
    def base(self) -> str:
        """What is recorded of the document now, as the page sends it back (`cases.fields.merging`)."""
        facts = DocumentForm(kind=self.kind, current=self.current, today=self.today)
        return base_of(facts.about_facts())

    def about_facts(self) -> DocumentForm:
        """The form without its files, in place."""
        for name in {"file", "how"} & set(self.fields):
            del self.fields[name]
        return self

    @property
    def adds(self) -> bool:
        return self.cleaned_data.get("how") == "add"

    @property
    def facts_asked(self) -> tuple[str, ...]:
        return FACTS.get(self.kind, ())

    def facts(self) -> dict[str, Any]:
        return {n: self.cleaned_data[n] for n in self.facts_asked if n in self.cleaned_data}
