"""A person as an auditor reads them: who it is, and the cases."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cases.admin.base import ReadOnlyAdmin
from cases.admin.case import SECTION_ROWS
from cases.admin.history import HistoryAdmin
from cases.admin.render import EMPTY, change_url, link
from cases.models import Case, Person
from cases.reports.searching import person_condition
from cases.values import moments
from cases.values.dates import in_words


@admin.register(Person)
class PersonAdmin(ReadOnlyAdmin, HistoryAdmin):
    list_display = ("named", "masked", "country", "born")
    exact = ("iin",)
    search_help_text = _("Name, number, passport, IIN, telephone, e-mail")
    displayed = ("cases_display",)

    def search(self, text: str) -> Q:
        return person_condition(text)

    @admin.display(description=_("full name"))
    def named(self, person: Person) -> str:
        return person.full_name

    @admin.display(description=_("IIN"))
    def masked(self, person: Person) -> str:
        return person.iin_masked

    @admin.display(description=_("citizenship"))
    def country(self, person: Person) -> str:
        return person.citizenship_name

    @admin.display(description=_("date of birth"))
    def born(self, person: Person) -> str:
        return in_words(person.born) or EMPTY

    @admin.display(description=_("cases"))
    def cases_display(self, person: Person) -> SafeString | str:
        rows = Case.objects.filter(person=person).order_by("-id")[:SECTION_ROWS]
        links = ((link(change_url(c), c.number), moments.day(c.opened_at)) for c in rows)
        return format_html_join("", "<div>{} – {}</div>", links) or EMPTY
