"""All that belongs to a case, each kind loaded once. Requirements and pages read it; nobody writes through it."""

from __future__ import annotations

from datetime import date, datetime
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet, Subquery
from django.utils.functional import cached_property

from cases.law import regulations
from cases.law.calendar import local_day
from cases.law.places import May
from cases.law.terms import due
from cases.models.bar import Bar
from cases.models.check import Check
from cases.models.consent import Consent
from cases.models.deadline import Deadline
from cases.models.decision import Decision
from cases.models.dispatch import Dispatch
from cases.models.document import Document
from cases.models.event import Event
from cases.models.exchange import Discrepancy, WaybillMove
from cases.models.handback import Handback
from cases.models.hearing import Hearing, HearingEntry, hearing_before
from cases.models.packageitem import PackageItem
from cases.models.payment import Payment
from cases.models.prepared import prepared
from cases.models.reference import EditionPeriod, Ground, QuestionnaireForm
from cases.models.returneddocument import ReturnedDocument
from cases.models.slot import Slot
from cases.models.waitingcorrection import WaitingCorrection
from cases.models.workcalendar import work_calendar
from cases.values import questions

if TYPE_CHECKING:
    from cases.models.case import Case


@prepared
def _documents(case: UUID) -> QuerySet[Document]:
    return Document.objects.filter(case=case, current=True).select_related("blob")


@prepared
def _deadlines(case: UUID) -> QuerySet[Deadline]:
    return Deadline.objects.filter(case=case).defer("days").order_by("-id")


@prepared
def _checks(case: UUID) -> QuerySet[Check]:
    return Check.objects.filter(case=case).select_related("by").order_by("-id")


@prepared
def _discrepancies(case: UUID) -> QuerySet[Discrepancy]:
    return Discrepancy.objects.filter(case=case, resolved_at__isnull=True).select_related("exchange").order_by("id")


@prepared
def _payments(case: UUID) -> QuerySet[Payment]:
    return Payment.objects.filter(case=case).order_by("-id")


class Dossier:
    """Reads of one case at one moment; make a new one after a write."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def hold(self, *, deadlines: list[Deadline] | None = None, checks: list[Check] | None = None) -> None:
        """What was read for many cases at once: as much of it as is going to be asked."""
        if deadlines is not None:
            self.deadlines = deadlines
        if checks is not None:
            self.checks = checks

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The current document of each kind."""
        return {d.kind: d for d in _documents(self.case.pk)}

    @cached_property
    def deadlines(self) -> list[Deadline]:
        """Newest first, without their proofs: a page of its own shows those."""
        return _deadlines(self.case.pk)

    def running(self, key: str) -> Deadline | None:
        return next((d for d in self.deadlines if d.key == key and d.state == Deadline.RUNNING), None)

    def petition_ended(self, now: datetime) -> bool:
        """Whether the petition has outlived the term that the edition sets it, if it sets one."""
        life, signed_at = self.case.petition_law.petition_lifetime, self.case.petition_signed_at
        if life is None or signed_at is None:
            return False
        term = regulations.Term("petition_lifetime", life.length, life.unit, (), (), "overdue", False, "8")
        return due(term, signed_at, work_calendar()).due <= now

    @property
    def came_to_centre_at(self) -> datetime | None:
        """When the applicant last came to ЦОН with the package: the beginning of its one day (п. 21)."""
        return next((d.starts_at for d in self.deadlines if d.key == "reconcile"), None)

    @cached_property
    def consents(self) -> list[Consent]:
        """Each consent given, declined or withdrawn, in the order in which that was recorded."""
        return list(Consent.objects.filter(case=self.case).order_by("id"))

    @property
    def _consents(self) -> dict[str, tuple[bool, datetime]]:
        """By purpose, the latest word and its moment."""
        return {row.purpose: (row.given, row.at) for row in self.consents}

    def withdrawn_at(self, purpose: str) -> datetime | None:
        """When the consent for this purpose was withdrawn or declined; None while it stands, or was never given."""
        given, at = self._consents.get(purpose, (True, None))
        return None if given else at

    def withdrawn_since(self, purpose: str, moment: datetime) -> bool:
        """Whether a consent of that moment was withdrawn later."""
        at = self.withdrawn_at(purpose) if purpose else None
        return at is not None and at > moment

    @property
    def consented(self) -> bool:
        """To the processing (п. 4). Until the petition is filed, in the wording of the order it is filed under: that
        names its own bodies."""
        return self.gave("processing") and not self.consent_outdated

    @property
    def consent_outdated(self) -> bool:
        """The order has changed between the consent and the filing."""
        if May.CONSENT not in self.case.place.may or not self.gave("processing"):
            return False
        days = local_day(self._consents["processing"][1]), local_day(self.case.opened_at)
        shown = self.intake_edition(days[0]) or self.intake_edition(days[1])
        return shown is not None and shown.key != self.case.law.key

    def gave(self, purpose: str) -> bool:
        """Whether consent for this purpose was given in the portal; "" is no purpose."""
        return bool(purpose) and self._consents.get(purpose, (False,))[0]

    @cached_property
    def checks(self) -> list[Check]:
        """Newest first, the corrected ones too."""
        return _checks(self.case.pk)

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
        """The newest check of a kind that stands; with `since`, only one on a question of that moment or later."""
        return next((c for at, c in self.standing_checks if c.kind == kind and (since is None or at >= since)), None)

    def check_now(self, kind: str) -> Check | None:
        """The check of a kind on which the present round stands; КНБ answers once (п. 15)."""
        since = self.case.checks_since
        return self.check(kind, since if kind != "knb" else None) if since else None

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

    @cached_property
    def interview(self) -> Decision | None:
        """The interview's result as it stands: the newest record of it (п. 7)."""
        kinds = ("interview_for", "interview_against")
        return Decision.objects.filter(case=self.case, kind__in=kinds).order_by("-id").first()

    @cached_property
    def proposed_at_screening(self) -> Decision | None:
        """The refusal that the screening has proposed to the ministry last (п. 9)."""
        return Decision.objects.filter(case=self.case, kind="propose_at_screening").order_by("-id").first()

    @cached_property
    def reopening(self) -> Decision | None:
        """Why the calendar of interviews was opened again, as it stands (п. 6)."""
        kinds = ("reopen_no_show", "reopen_moved")
        return Decision.objects.filter(case=self.case, kind__in=kinds).order_by("-id").first()

    @cached_property
    def _heard(self) -> list[HearingEntry]:
        """Of all hearings of the case, oldest first."""
        return list(HearingEntry.objects.filter(case=self.case).select_related("document", "by").order_by("id"))

    def hearing(self, act: str) -> Hearing | None:
        """The hearing before the step `act`, proposed and not dropped."""
        return hearing_before(act, self._heard)

    @property
    def open_hearing(self) -> Hearing | None:
        """The one that the case stands in."""
        if May.HEAR not in self.case.place.may:
            return None
        last = next((entry.act for entry in reversed(self._heard) if entry.kind == HearingEntry.NOTICE), "")
        return self.hearing(last)

    def unheard(self, act: str) -> HearingEntry | None:
        """Why `act` may be made without a hearing, where that is recorded."""
        return next((e for e in self._heard if e.act == act and e.kind == HearingEntry.EXCEPTION), None)

    @cached_property
    def card_ordered_at(self) -> datetime | None:
        """п. 26."""
        ordered = Decision.objects.filter(case=self.case, kind="order_card").order_by("-id").first()
        return ordered.at if ordered else None

    def grounds(self, kind: str) -> list[Ground]:
        """The grounds in use for this kind of refusal or return."""
        return list(Ground.objects.filter(kind=kind, active=True))

    def entry_within(self, first: date, last: date) -> Check | None:
        """An entry into Kazakhstan on one of these days, whenever the portal learnt of it (п. 19)."""
        entries = (c for _at, c in self.standing_checks if c.kind == "arrival" and c.clear)
        return next((c for c in entries if first <= (c.happened_on or local_day(c.at)) <= last), None)

    @cached_property
    def discrepancies(self) -> list[Discrepancy]:
        """The open ones, the oldest first."""
        return _discrepancies(self.case.pk)

    @cached_property
    def waiting_corrections(self) -> list[WaitingCorrection]:
        """Neither confirmed nor taken back, the oldest first; none is asked for where the edition asks for none."""
        if not self.case.law.confirmed_corrections:
            return []
        rows = WaitingCorrection.objects.filter(case=self.case, confirmed_at=None, taken_back_at=None)
        return list(rows.select_related("by").order_by("id"))

    @cached_property
    def resolutions(self) -> list[Discrepancy]:
        """The resolved ones that no later one corrects, the newest first."""
        rows = Discrepancy.objects.filter(case=self.case, resolved_at__isnull=False)
        resolved = {row.pk: row for row in rows.select_related("exchange", "resolved_by").order_by("-id")}
        corrected = {row.corrects_id for row in resolved.values()}
        return [row for row in resolved.values() if row.pk not in corrected]

    @cached_property
    def dispatch(self) -> Dispatch | None:
        """How the originals travel, as it stands (п. 21)."""
        return Dispatch.objects.filter(case=self.case).order_by("-id").first()

    @cached_property
    def handbacks(self) -> list[Handback]:
        """The originals to be given back, and given back, the newest first."""
        return list(Handback.objects.filter(case=self.case).order_by("-id"))

    @property
    def handed_over_at(self) -> datetime | None:
        """When the courier got the originals, whatever of the record was put right later."""
        return Dispatch.objects.filter(case=self.case).order_by("id").values_list("at", flat=True).first()

    @cached_property
    def waybill_moves(self) -> list[WaybillMove]:
        """Where the originals are, as the courier reports, the latest by its own time first; of the waybill that
        stands."""
        standing = Dispatch.objects.filter(case=self.case).order_by("-id").values("waybill")[:1]
        rows = WaybillMove.objects.filter(case=self.case, waybill=Subquery(standing))
        return list(rows.order_by("-moved_at", "-id")[:20])

    @cached_property
    def package_items(self) -> list[PackageItem]:
        rows = PackageItem.objects.filter(case=self.case, round=self.case.package_round)
        return list(rows.select_related("by").order_by("-id"))

    def item(self, kind: str, list_key: str) -> PackageItem | None:
        """The clerk's newest word on a kind; what was recorded for the other list of the same visit does not count."""
        since = self.case.state_since if list_key == "residence" else None
        return next((i for i in self.package_items if i.kind == kind and (not since or i.at >= since)), None)

    def stale(self, item: PackageItem) -> bool:
        """The copy was replaced after the clerk compared it with the original."""
        document = self.documents.get(item.kind)
        return bool(document and document.uploaded_at > item.at)

    def accepted(self, kind: str, list_key: str) -> bool:
        item = self.item(kind, list_key)
        return bool(item and item.accepted and not self.stale(item))

    @cached_property
    def last_return(self) -> list[ReturnedDocument]:
        """What the latest return asked for, wherever the case stands now."""
        if not self.case.rework_round:
            return []
        return list(ReturnedDocument.objects.filter(case=self.case, round=self.case.rework_round).order_by("id"))

    @property
    def returns(self) -> list[ReturnedDocument]:
        """What the latest return asks for; empty unless it is being answered."""
        return self.last_return if May.CORRECT_RETURNED in self.case.place.may else []

    def may_change(self, kind: str) -> bool:
        """Of what was returned, only that: all else was filed once and stays (п. 12)."""
        return May.CORRECT_RETURNED not in self.case.place.may or kind in {r.kind for r in self.returns}

    def unanswered(self) -> list[str]:
        """Kinds of the returned documents that have not been replaced since the return."""
        return [r.kind for r in self.returns if not self.answered(r.kind, r.at)]

    def answered(self, kind: str, returned_at: datetime) -> bool:
        """What became of what was sent back at that moment: replaced, filled in again, paid again; or not (п. 12)."""
        at = self._answered_at(kind)
        return bool(at and at > returned_at)

    def _answered_at(self, kind: str) -> datetime | None:
        if kind == "questionnaire":
            saved_at = self.case.questionnaire.get("saved_at")
            return datetime.fromisoformat(saved_at) if saved_at else None
        if kind == "duty":
            paid = (p.settled_at for p in self.payments if p.kind == "prp" and p.state == "paid" and p.settled_at)
            return max(paid, default=None)
        document = self.documents.get(kind)
        return document.uploaded_at if document else None

    def bank_awaited(self, now: datetime) -> bool:
        """The correction waits, or has waited beyond its term, for nothing but the bank's word (interpretation 17)."""
        deadline = self.running("rework")
        return bool(deadline and now < deadline.bank_until and self._duty_on_its_way(deadline))

    def _duty_on_its_way(self, deadline: Deadline) -> bool:
        """The duty alone was left, and was begun in time: the bank has not answered yet, or only after the term, that
        it was paid within it. Who paid on the day is not late by the hour of a message (п. 12)."""
        returned = {r.kind: r.at for r in self.returns}
        since = returned.pop("duty", None)
        if since is None or not all(self._answered_within(kind, at, deadline) for kind, at in returned.items()):
            return False
        begun = [p for p in self.payments if p.kind == "prp" and since < p.created_at < deadline.due_at]
        return any(p.state == "created" or self._reported_late(p, deadline) for p in begun)

    def _answered_within(self, kind: str, returned_at: datetime, deadline: Deadline) -> bool:
        at = self._answered_at(kind)
        return bool(at and returned_at < at < deadline.due_at)

    def _reported_late(self, payment: Payment, deadline: Deadline) -> bool:
        if payment.state != "paid" or payment.settled_at is None or payment.settled_at >= deadline.due_at:
            return False
        late_reports = Event.objects.filter(
            case=self.case, step="pay", at__gte=deadline.due_at, facts__code=payment.code
        )
        return late_reports.exists()

    def answers_to_correct(self, on: date) -> list[str]:
        """Questions of the анкета that keep it from being filed on this day, in the reader's words."""
        if not self.may_change("questionnaire"):
            return []  # filed once and not returned: it cannot be changed (п. 12)
        schema = QuestionnaireForm.in_use(on)
        if schema is None:
            return []
        spared = questions.spared(schema.fields, bool(getattr(self.case.person, "has_single_name", False)))
        return questions.problems(schema.fields, self.case.questionnaire.get("answers", {}), on, spared)

    def must_pay_again(self, kind: str) -> bool:
        """The officer sent the proof of this duty back, and nothing has been paid since."""
        return kind == "prp" and "duty" in self.unanswered()

    @cached_property
    def payments(self) -> list[Payment]:
        return _payments(self.case.pk)

    def paid(self, kind: str) -> bool:
        return any(p.kind == kind and p.state == "paid" for p in self.payments)

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

    def free_slots(self, now: datetime) -> bool:
        return Slot.objects.filter(starts_at__gt=now, case__isnull=True).exists()
