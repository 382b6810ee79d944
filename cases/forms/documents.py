"""What is asked about a document besides its file, by kind."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.files import kinds
from cases.forms.base import DayField
from cases.models.document import LEGALISATIONS, Document

FACTS: dict[str, tuple[str, ...]] = {
    "passport": ("expires_on",),
    "criminal_record": ("issued_on", "legalisation", "legalisation_note"),
    "housing": ("valid_from", "expires_on", "notarised"),
    "medical": ("issued_on",),
    "fingerprints": ("issued_on",),
}
"""Kinds that are asked for more than a file, with the fields of Document that hold it."""


class DocumentForm(forms.Form):
    """Upload of one document with its facts. The file may be left out when one is there and only facts change."""

    file = forms.FileField(
        label=_("File"), required=False,
        error_messages={"empty": _("The file is empty."), "invalid": _("No file was sent."),
                        "required": _("Choose a file.")},
    )  # fmt: skip
    issued_on = DayField(label=_("Issued on"))
    valid_from = DayField(label=_("Valid from"))
    expires_on = DayField(label=_("Valid until"))
    legalisation = forms.ChoiceField(label=_("How the document is legalised"), choices=[("", "—"), *LEGALISATIONS])
    legalisation_note = forms.CharField(
        label=_("Treaty or apostille number"), max_length=200, required=False,
        help_text=_("For an exempt document, name the treaty."),
    )  # fmt: skip
    notarised = forms.BooleanField(
        label=_("The contract is certified by a notary"),
        error_messages={"required": _("The contract must be certified by a notary (para. 20(4)).")},
    )

    def __init__(self, *args: Any, kind: str, current: Document | None, today: date, need_legalisation: bool = True,
                 send_anew: bool = False, **kwargs: Any) -> None:  # fmt: skip
        self.kind, self.current, self.today = kind, current, today
        names = FACTS.get(kind, ())
        held = {n: getattr(current, n) for n in names} if current else {}
        super().__init__(*args, **{"initial": held, "auto_id": f"{kind}_%s"} | kwargs)
        for name in set(self.fields) - {"file", *names}:
            del self.fields[name]
        self.fields["file"].help_text = kinds.help_text(kind)  # type: ignore[assignment]
        self.fields["file"].widget.attrs["accept"] = kinds.accept(kind)
        # A returned document is answered by a new file, not by another date beside the old one.
        self.fields["file"].required = current is None or send_anew
        if "legalisation" in self.fields:
            self.fields["legalisation"].required = need_legalisation

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("legalisation") == "treaty" and not data.get("legalisation_note"):
            self.add_error("legalisation_note", _("Name the treaty that exempts the document."))
        start, end = data.get("valid_from"), data.get("expires_on")
        if start and end and end < start:
            self.add_error("expires_on", _("The end lies before the beginning."))
        issued = data.get("issued_on")
        if issued and issued > self.today:
            self.add_error("issued_on", _("This day is still to come."))
        return data

    def facts(self) -> dict[str, Any]:
        return {n: self.cleaned_data[n] for n in FACTS.get(self.kind, ()) if n in self.cleaned_data}
