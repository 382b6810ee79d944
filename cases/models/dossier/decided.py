"""What was decided, and the hearings before it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.functional import cached_property

from cases.law.places import May
from cases.models.calendarchange import RemedyRecount
from cases.models.decision import Decision
from cases.models.dossier.reads import Reads
from cases.models.hearing import Hearing, HearingEntry, hearing_before, struck_protocols
from cases.models.remedy import Remedy, by_body
from cases.models.ruling import Ruling


class DecisionsRead(Reads):
    @cached_property
    def _decisions(self) -> dict[tuple[str, ...], Decision | None]:
        return {}

    def decision(self, *kinds: str) -> Decision | None:
        """The last decision of these kinds that is in force."""
        if kinds not in self._decisions:
            rows = Decision.objects.filter(case=self.case, kind__in=kinds)
            self._decisions[kinds] = rows.order_by("-id").first()
        return self._decisions[kinds]

    @cached_property
    def remedies(self) -> dict[tuple[str, str], list[Remedy]]:
        """By edition and body; all of them, since they are few and a case may have letters under two orders."""
        return by_body(Remedy.objects.all())

    @cached_property
    def moved_days(self) -> dict[UUID, date]:
        """By letter or by term, the last day for a complaint or for going to court that a changed calendar has left."""
        return RemedyRecount.last_days(case=self.case)

    @cached_property
    def hearing_entries(self) -> list[HearingEntry]:
        """Of all hearings of the case, oldest first."""
        rows = list(HearingEntry.objects.filter(case=self.case).select_related("document", "by").order_by("id"))
        put_right, last = struck_protocols(rows), self._last_fallen(rows)
        for row in rows:
            row.struck = row.pk in put_right
            row.fallen = row.kind == HearingEntry.ANSWER and last is not None and row.at <= last
        return rows

    def _last_fallen(self, rows: list[HearingEntry]) -> datetime | None:
        """When the last act was made that a ruling has set aside. An answer goes with an act against the person, and
        no act comes after one that stands: whatever was answered up to then has fallen with it."""
        if all(row.kind != HearingEntry.ANSWER for row in rows):
            return None
        executed = Ruling.objects.filter(case=self.case, executed_at__isnull=False)
        return max((row.act_at or row.at for row in executed), default=None)

    def hearing(self, act: str) -> Hearing | None:
        """The hearing before the step `act`, proposed and not dropped."""
        return hearing_before(act, self.hearing_entries)

    @property
    def open_hearing(self) -> Hearing | None:
        """The one that is open now."""
        if May.HEAR not in self.case.place.may:
            return None
        last = next((entry.act for entry in reversed(self.hearing_entries) if entry.kind == HearingEntry.NOTICE), "")
        return self.hearing(last)

    def heard_before(self) -> list[HearingEntry]:
        """What was stated and recorded at hearings, oldest first, without what the open one shows itself: the notices,
        which are letters, and why a proposal was dropped, which stays in the file."""
        own = (HearingEntry.NOTICE, HearingEntry.DROPPED)
        here = self.open_hearing
        listed = {entry.pk for entry in (*here.entries, *here.earlier)} if here else set()
        return [entry for entry in self.hearing_entries if entry.kind not in own and entry.pk not in listed]

    def unheard(self, act: str) -> HearingEntry | None:
        """Why `act` may be made without a hearing, where that is the last that was recorded before it: a proposal
        takes its place, as the person was then invited to a hearing."""
        kinds = (HearingEntry.EXCEPTION, HearingEntry.NOTICE)
        last = next((e for e in reversed(self.hearing_entries) if e.act == act and e.kind in kinds), None)
        return last if last and last.kind == HearingEntry.EXCEPTION else None
