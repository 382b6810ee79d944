"""A text field that offers a list."""

from __future__ import annotations

from typing import Any

from django import forms


class ListedInput(forms.TextInput):
    """The browser offers `offered`; what is typed is read by the field."""

    template_name = "django/forms/widgets/listed.html"

    def offered(self) -> list[str]:
        raise NotImplementedError

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["list_id"] = f"{widget['attrs'].get('id', name)}_list"
        widget["attrs"] |= {"list": widget["list_id"], "autocomplete": "off"}
        widget["offered"] = self.offered()
        return context
