"""Current checks, and where a system says otherwise (п. 13–15, 22)."""

from __future__ import annotations

from datetime import date, datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

from cases.law.calendar import local_day
from cases.law.names import ASKED_ONCE
from cases.models.check import Check
from cases.models.comparison import Comparison
from cases.models.dossier.reads import Reads
from cases.models.draftedact import DraftedAct, SecondApproval
from cases.models.exchange import Discrepancy
from cases.models.prepared import prepared
from cases.models.waitingcorrection import WaitingCorrection


@prepared
def _discrepancies(case: UUID) -> QuerySet[Discrepancy]:
    return Discrepancy.objects.filter(case=case, resolved_at__isnull=True).select_related("exchange").order_by("id")


class ChecksRead(Reads):
    @cached_property
    def standing_checks(self) -> list[tuple[datetime, Check]]:
        """Those nobody has corrected, newest first, each with the moment of the word it puts right in the end: a
        correction made later belongs to the round of what it corrects."""
        by_id = {c.pk: c for c in self.checks}
        corrected = {c.corrects_id for c in self.checks}

        def begun(check: Check) -> datetime:
            while check.corrects_id in by_id:
                check = by_id[check.corrects_id]
            return check.at

        standing = [(begun(c), c) for c in self.checks if c.pk not in corrected]
        return sorted(standing, key=lambda pair: pair[0], reverse=True)

    def check(self, kind: str, since: datetime | None = None) -> Check | None:
        """The newest valid check of a kind; with `since`, only one on a question of that moment or later."""
        return next((c for at, c in self.standing_checks if c.kind == kind and (since is None or at >= since)), None)

    def check_now(self, kind: str) -> Check | None:
        """The check of a kind that counts in the present round; one that is needed once counts in every round."""
        since = self.case.checks_since
        return self.check(kind, None if kind in ASKED_ONCE else since) if since else None

    @cached_property
    def _own_answers(self) -> list[tuple[datetime, str, dict[str, Any]]]:
        """(when it came to the portal, kind, answer) of all that systems have answered by themselves on a check, the
        oldest first; an answer: {"clear", "reference", "answered_on" (ISO 8601)}."""
        rows = Discrepancy.objects.filter(case=self.case, corrects=None).values_list("raised_at", "what", "by_system")
        answers = [(at, kind, answer) for at, kind, answer in rows if "clear" in answer]
        for c in self.checks:
            if c.by_id is None:
                day = c.answered_on and str(c.answered_on)
                answers.append((c.at, c.kind, {"clear": c.clear, "reference": c.reference, "answered_on": day}))
        return sorted(answers, key=itemgetter(0))

    def own_answers(self, kind: str) -> list[dict[str, Any]]:
        """What the system itself has answered on a check of this kind, the oldest first; "at": when it came."""
        return [{**answer, "at": at} for at, of, answer in self._own_answers if of == kind]

    def clear_within(self, kind: str, first: date, last: date) -> Check | None:
        """A clear check of what happened on one of these days, whenever the portal learnt of it."""
        rows = (c for _at, c in self.standing_checks if c.kind == kind and c.clear)
        return next((c for c in rows if first <= (c.happened_on or local_day(c.at)) <= last), None)

    @cached_property
    def comparisons(self) -> dict[str, Comparison]:
        """The officer's newest verdict on each original of the present round of checks, by the kind of document."""
        since = self.case.checks_since
        rows = Comparison.objects.filter(case=self.case, at__gte=since) if since else Comparison.objects.none()
        return {row.kind: row for row in rows.select_related("by").order_by("id")}

    @cached_property
    def discrepancies(self) -> list[Discrepancy]:
        """The open ones, the oldest first."""
        return _discrepancies(self.case.pk)

    @cached_property
    def waiting_corrections(self) -> list[WaitingCorrection]:
        """Neither confirmed nor taken back, the oldest first; no statement where the edition requires none."""
        if not self.case.law.confirmed_corrections:
            return []
        rows = WaitingCorrection.objects.filter(case=self.case, confirmed_at=None, taken_back_at=None)
        return list(rows.select_related("by").order_by("id"))

    @cached_property
    def drafted_acts(self) -> list[DraftedAct]:
        """Neither approved nor sent back, the oldest first."""
        rows = DraftedAct.objects.filter(case=self.case, approved_at=None, sent_back_at=None)
        return list(rows.select_related("by").order_by("id"))

    @cached_property
    def second_approvals(self) -> list[SecondApproval]:
        """The acts that two officials make where the case is (four eyes), whenever."""
        rows = SecondApproval.objects.filter(Q(city=None) | Q(city=self.case.city_id))
        return list(rows if self.case.city_id else SecondApproval.objects.filter(city=None))

    @cached_property
    def resolutions(self) -> list[Discrepancy]:
        """The resolved ones that no later one corrects, the newest first."""
        rows = Discrepancy.objects.filter(case=self.case, resolved_at__isnull=False)
        resolved = {row.pk: row for row in rows.select_related("exchange", "resolved_by").order_by("-id")}
        corrected = {row.corrects_id for row in resolved.values()}
        return [row for row in resolved.values() if row.pk not in corrected]
