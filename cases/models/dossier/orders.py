"""Under which order it is filed, and until when: editions, bars, the анкета of the day."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property

from cases.law import regulations
from cases.law.places import May
from cases.law.terms import due
from cases.models.bar import Bar
from cases.models.reference import EditionPeriod, QuestionnaireForm
from cases.models.workcalendar import work_calendar

if TYPE_CHECKING:
    pass


from cases.models.dossier.reads import Reads


class OrdersRead(Reads):
    def petition_ended(self, now: datetime) -> bool:
        """Whether the petition has outlived the term that the edition sets it, if it sets one."""
        life, signed_at = self.case.petition_law.petition_lifetime, self.case.petition_signed_at
        if life is None or signed_at is None:
            return False
        term = regulations.Term("petition_lifetime", life.length, life.unit, (), (), "overdue", False, "8")
        return due(term, signed_at, work_calendar()).due <= now

    @cached_property
    def _bars(self) -> list[Bar]:
        return list(Bar.objects.filter(person_id=self.case.person_id, lifted_at__isnull=True).order_by("-until"))

    def bar_on(self, on: date) -> Bar | None:
        """The bar that forbids filing on this day, the longest first."""
        law = self.intake_edition(on) if self._bars else None
        return next((b for b in self._bars if b.holds(on, law)), None)

    @cached_property
    def _periods(self) -> dict[str, EditionPeriod]:
        return {p.edition: p for p in EditionPeriod.objects.all()}

    @property
    def _intake(self) -> dict[str, tuple[date, date]]:
        return {k: (p.intake_from, p.intake_until) for k, p in self._periods.items()}

    def intake_edition(self, on: date) -> regulations.Edition | None:
        """The order under which what this case prepares is filed on this day; None: nothing can be."""
        if self._transitional(on):
            return self.case.petition_law
        return regulations.open_on(on, self._intake, self.case.programme)

    def _transitional(self, on: date) -> bool:
        """The application is still to be filed, and the order of its petition has a rule for it (interpretation 7)."""
        may = self.case.place.may
        applying = May.PREPARE in may and May.CONSENT not in may
        return applying and regulations.transitional(self.case.petition_law, on, self._intake)

    def intake_until(self, on: date) -> date | None:
        """The last day of filing under the order that accepts filings on this day; None when none does."""
        law = self.intake_edition(on)
        if law is None:
            return None
        return law.transition_until if self._transitional(on) else regulations.last_day_of(law, self._intake)

    def opens_after(self, on: date) -> date | None:
        """The first day on which a later order, if one is known, accepts filings."""
        return regulations.opens_after(on, self._intake, self.case.programme)

    def questions_of(self, on: date) -> list[dict[str, Any]]:
        """The questions of the анкета in use on this day."""
        schema = QuestionnaireForm.in_use(on)
        return schema.fields if schema else []

    def questionnaire_version(self, on: date) -> str:
        """The version of the анкета in use on this day; "" when none is set up."""
        rows = QuestionnaireForm.objects.filter(valid_from__lte=on).order_by("-valid_from")
        return rows.values_list("version", flat=True).first() or ""
