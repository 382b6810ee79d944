"""What is asked about a document besides its file, by kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.files import kinds
from cases.forms.base import DayField, Line
from cases.forms.uploads import SeveralFilesField
from cases.models.document import LEGALISATIONS, Document
from cases.values import days

FACTS: dict[str, tuple[str, ...]] = {
    "passport": ("expires_on", "no_end"),
    "criminal_record": ("issued_on", "legalisation", "legalisation_note"),
    "housing": ("valid_from", "expires_on", "notarised"),
    "medical": ("issued_on",),
    "fingerprints": ("issued_on",),
}
"""Kinds that are asked for more than a file, with the fields of Document that hold it."""


HOW = [
    ("replace", _("Put them in place of what is attached")),
    ("add", _("Add them behind what is attached: the document is made of all of them")),
]
DAYS: dict[str, Callable[[date, date], date]] = {
    "issued_on": days.issued, "valid_from": days.expiry, "expires_on": days.expiry,
}  # fmt: skip
"""What each day of a document can be, by the day on which it is told."""


class DocumentForm(forms.Form):
    """Upload of one document with its facts. The file may be left out when one is there and only facts change."""

    file = SeveralFilesField(
        label=_("File"), required=False,
        error_messages={"empty": _("The file is empty."), "invalid": _("No file was sent."),
                        "required": _("Choose a file.")},
    )  # fmt: skip
    how = forms.ChoiceField(
        label=_("What to do with the files you choose"), choices=HOW, widget=forms.RadioSelect, required=False,
        initial="replace",
    )  # fmt: skip
    issued_on = DayField(label=_("Issued on"))
    valid_from = DayField(label=_("Valid from"))
    expires_on = DayField(label=_("Valid until"))
    no_end = forms.BooleanField(label=_("The passport has no end date"), required=False)
    legalisation = forms.ChoiceField(label=_("How the document is legalised"), choices=[("", "—"), *LEGALISATIONS])
    legalisation_note = Line(
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
        several = kind != "photo"
        if not several:
            self.fields["file"].take_one_only()  # type: ignore[attr-defined]
        for name in set(self.fields) - {"file", *names, *(("how",) if several and current else ())}:
            del self.fields[name]
        if "how" in self.fields:  # an old page, or a client, does not say
            self.fields["how"].required = not self.is_bound or "how" in self.data
        self.fields["file"].help_text = kinds.help_text(kind)  # type: ignore[assignment]
        self.fields["file"].widget.attrs["accept"] = kinds.accept(kind)
        # A returned document is answered by a new file, not by another date beside the old one.
        self.fields["file"].required = current is None or send_anew
        if "no_end" in self.fields:
            self.fields["expires_on"].required = False
            self.fields["expires_on"].one_of_two = True  # type: ignore[attr-defined]
        if "legalisation" in self.fields:
            self.fields["legalisation"].required = need_legalisation

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("legalisation") == "treaty" and not data.get("legalisation_note"):
            self.add_error("legalisation_note", _("Name the treaty that exempts the document."))
        if "no_end" in self.fields:
            self._judge_end(data)
        start, end = data.get("valid_from"), data.get("expires_on")
        if start and end and end < start:
            self.add_error("expires_on", _("The end lies before the beginning."))
        for name, read in DAYS.items():
            self._ensure_day(name, data.get(name), read)
        return data

    @property
    def adds(self) -> bool:
        return self.cleaned_data.get("how") == "add"

    def _ensure_day(self, name: str, day: date | None, read: Callable[[date, date], date]) -> None:
        try:
            if day:
                read(day, self.today)
        except forms.ValidationError as error:
            self.add_error(name, error)

    def _judge_end(self, data: dict[str, Any]) -> None:
        """A passport says until when it is valid, or that it has no end: one of the two, and not both."""
        if data.get("no_end") and data.get("expires_on"):
            self.add_error("no_end", _("Either a last day, or no end date: not both."))
        elif not data.get("no_end") and not data.get("expires_on") and "expires_on" not in self.errors:
            why = _("Enter the day until which the passport is valid, or say that it has no end date.")
            self.add_error("expires_on", why)

    def facts(self) -> dict[str, Any]:
        return {n: self.cleaned_data[n] for n in FACTS.get(self.kind, ()) if n in self.cleaned_data}
