from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from cases.fields.listed import ListedInput
from cases.fields.text import TextLine
from cases.values import countries


class CountryInput(ListedInput):
    """A name typed in Russian, Kazakh or English; the list is in the reader's language."""

    def offered(self) -> list[str]:
        return [country.name for country in countries.choices((get_language() or "ru")[:2])]


class CountryField(TextLine):
    """Stored as two letters of ISO 3166-1, or `countries.STATELESS`."""

    widget = CountryInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 100} | options)

    def to_python(self, value: object) -> str:
        return countries.parse_country(super().to_python(value))

    def prepare_value(self, value: object) -> Any:
        return self._named(value) if isinstance(value, str) else value

    def has_changed(self, initial: object, data: object) -> bool:
        return not self.same(str(initial or ""), str(data or ""))

    def same(self, text: str, other: str) -> bool:
        """Named in whatever language: a page stays open while its reader changes the language in another tab."""
        return countries.same_meaning(text, other)

    def _named(self, value: str) -> str:
        """The reader's name of the country; what is none stays as it was typed, to be chosen again."""
        return countries.country_name(countries.code_of(value)) or value


class CountriesField(TextLine):
    """Several, by commas: there is no list for that, only names."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 300} | options)

    def to_python(self, value: object) -> str:
        return countries.parse_countries(super().to_python(value))

    def same(self, text: str, other: str) -> bool:
        return countries.same_meaning(text, other)

    def prepare_value(self, value: object) -> Any:
        return countries.country_names(value) if isinstance(value, str) else value
