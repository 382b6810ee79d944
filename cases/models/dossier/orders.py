"""Under which order it is filed, and until when: editions, bars, the анкета of the day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.functional import cached_property

from cases.law import regulations
from cases.law.places import May
from cases.law.terms import due
from cases.models.bar import Bar
from cases.models.dossier.reads import Reads
from cases.models.intake import bar_in_force, bars_of, periods
from cases.models.questionnaireform import QuestionnaireForm
from cases.models.workcalendar import work_calendar


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
        return bars_of(self.case.person_id)

    def bar_on(self, on: date) -> Bar | None:
        """The longest bar that forbids filing on this day."""
        return bar_in_force(self._bars, on, lambda: self.intake_edition(on))

    @cached_property
    def _periods(self) -> regulations.Periods:
        return periods()

    def intake(self, on: date) -> regulations.Intake:
        """Of what this case prepares; an application that is still to be filed may be taken by the order of its
        petition (interpretation 7)."""
        may = self.case.place.may
        applying = May.PREPARE in may and May.CONSENT not in may
        petition = self.case.petition_law if applying else None
        return regulations.intake_on(on, self._periods, self.case.programme, petition)

    def intake_edition(self, on: date) -> regulations.Edition | None:
        """The order under which what this case prepares is filed on this day; None: nothing can be."""
        return self.intake(on).law

    def intake_ended(self, on: date) -> date | None:
        """The last day, before this one, on which an order of the programme accepted filings."""
        return regulations.last_day_before(on, self._periods, self.case.programme)

    def questions_of(self, on: date) -> list[dict[str, Any]]:
        """The questions of the анкета in use on this day."""
        schema = QuestionnaireForm.in_use(on)
        return schema.fields if schema else []

    def questionnaire_is_confirmed(self, on: date) -> bool:
        """Whether the version in use on this day is compared with the official form."""
        schema = QuestionnaireForm.in_use(on)
        return schema is not None and schema.confirmed

    def questionnaire_version(self, on: date) -> str:
        """The version of the анкета in use on this day; "" when none is set up."""
        rows = QuestionnaireForm.objects.filter(valid_from__lte=on).order_by("-valid_from")
        return rows.values_list("version", flat=True).first() or ""
