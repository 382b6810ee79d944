"""A field that takes several files at once: the pages of a passport, two certificates that make one document."""

from __future__ import annotations

from typing import Any

from django import forms


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Cleans to a list of uploads, in the order in which they were chosen; empty when none was."""

    widget = SeveralFilesInput

    def take_single_file(self) -> None:
        self.widget.allow_multiple_selected = False
        self.widget.attrs.pop("multiple", None)

    def clean(self, data: object, initial: object = None) -> Any:
        sent = data if isinstance(data, list | tuple) else [data]
        files = [super(SeveralFilesField, self).clean(file, initial) for file in sent or [None]]
        return [file for file in files if file]

    def has_changed(self, initial: object, data: object) -> bool:
        return not self.disabled and bool(data)
