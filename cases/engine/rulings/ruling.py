"""A ruling by which an act falls: what is recorded of it, and how it is carried out.

A programme declares two steps with these facts: one official records, another confirms. What a complaint about its
acts decides comes by the same door (`recording_step`). An act that the case has since moved on from falls in the past:
its letter is set aside, and the case stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes import programme_of
from cases.engine.rulings import remedies
from cases.engine.rulings.ways_back import OF_ANOTHER_BODY, act_event, carried_out_acts, heads_body_of
from cases.engine.steps import STEPS, Act, Step
from cases.engine.steps.errors import NotMetError
from cases.engine.steps.facts import StepFacts, derived, fact, frozen
from cases.law.actors import Actor
from cases.law.places import May
from cases.law.terms import goal_day
from cases.models import Bar, Case, Document, Event, Letter, Ruling
from cases.models.letter import LETTERS
from cases.models.ruling import WAITING
from cases.models.workcalendar import work_calendar

PAPER = "ruling"
"""The kind of the document that is attached before a ruling is recorded."""


@frozen
class RulingFacts(StepFacts):
    """What is recorded of a ruling."""

    kind: str = fact(_("What it is"), dict(Ruling.KINDS))
    document: str = fact(_("Document"))
    number: str = fact(_("Number of the document"))
    ruled_on: date = fact(_("Date of the document"), "day")
    body: str = fact(_("Issued by"))
    complaint: str = fact(_("On the complaint"), default="")
    """The number of the complaint on which it was decided, "" for none."""
    act: str = fact(_("Act that is set aside"), "step", default="")
    """The step that falls, "" for the act that brought the case to its place."""
    made_at: datetime | None = fact(_("Made"), "moment", default=None)
    """Which act, where several have that name; None for the newest."""
    file: dict[str, str] | None = derived(_("File"), "file")
    """The paper: {"document", "name", "sha256"}."""
    back_to: str | None = derived(_("The case goes back to"), "state")


def waiting_ruling(case: Case) -> Ruling | None:
    """The ruling that is recorded and not carried out yet; of several, the oldest: they are carried out in turn."""
    return waiting_rulings(case).first()


def waiting_rulings(case: Case) -> QuerySet[Ruling]:
    """Of different acts several may wait, the oldest first."""
    rows = Ruling.objects.filter(WAITING, case=case)
    return rows.select_related("by", "paper", "complaint").order_by("id")


def attached_paper(case: Case) -> Document | None:
    """The document attached for the ruling that is recorded next; None where it belongs to an earlier ruling."""
    held: Document | None = case.dossier.documents.get(PAPER)
    used = Ruling.objects.filter(case=case, paper=held) if held else Ruling.objects.none()
    return None if any(not ruling.waits for ruling in used) else held


def complaint_named(case: Case, number: str) -> Case | None:
    """The complaint of this number, if it is about an act on this case."""
    return Case.objects.filter(about_letter__case=case, number=number).first() if number else None


# ------------------------------------------------------------------------------------------------ which act


def current_acts(case: Case) -> list[Event]:
    """The acts on which the state of the case rests, the newest first: the one that brought it there, and the adverse
    one of which that was no more than the consequence (the return before an annulment). [] where it has gone on."""
    last = act_event(case) if May.RULE in case.place.may else None
    return list(_chain(case, last)) if last else []


def acts_that_can_fall(case: Case) -> list[Event]:
    """The acts that a ruling may undo: the current ones, earlier adverse ones whose letter is still in force (a return
    that was corrected), and the records of a withdrawal by which the case did not end."""
    held = current_acts(case)
    known = {event.pk for event in held}
    return held + [event for event in (*_gone_by(case), *_withdrawals_beside(case)) if event.pk not in known]


def _chain(case: Case, event: Event) -> Iterator[Event]:
    yield event
    if event.step in STEPS and STEPS[event.step].by != Actor.CLOCK:
        return  # what somebody has done since follows from nothing
    earlier = Event.objects.filter(case=case, id__lt=event.pk, target=event.source).exclude(source=event.source)
    before = earlier.order_by("-id").first()
    step = STEPS.get(before.step) if before else None
    if before and step and step.letter and LETTERS[step.letter].adverse:
        yield from _chain(case, before)


def _gone_by(case: Case) -> Iterator[Event]:
    kinds = [kind for kind, letter in LETTERS.items() if letter.challenged]
    letters = Letter.objects.filter(case=case, kind__in=kinds, set_aside_at__isnull=True).order_by("-id").defer("facts")
    yield from filter(None, map(remedies.act_event_of, letters))


def _withdrawals_beside(case: Case) -> list[Event]:
    """By which a consent is withdrawn now: recorded by an official from a writing or signed in the cabinet, it may be
    another's."""
    names = {name: step.recalls for name, step in STEPS.items() if step.recalls and step.target is None}
    since = {purpose: case.dossier.withdrawn_at(purpose) for purpose in names.values()}
    if not any(since.values()):
        return []
    rows = Event.objects.filter(case=case, step__in=names, at__in=filter(None, since.values())).order_by("-id")
    return [event for event in rows if event.at == since[names[event.step]]]


def named_act(case: Case, facts: RulingFacts) -> Event | None:
    """The act that the facts name; None where it is none that can fall."""
    return next((event for event in acts_that_can_fall(case) if _fits(event, facts.act, facts.made_at)), None)


def _fits(event: Event, act: str, made_at: datetime | None) -> bool:
    return act in ("", event.step) and made_at in (None, event.at)


def holds_the_case(case: Case, event: Event) -> bool:
    """Whether the case rests on the act, or nothing has moved it since."""
    held = current_acts(case)
    since = Event.objects.filter(case=case, id__gt=event.pk).exclude(target=F("source"))
    return event in held or not since.exists()


def is_current(case: Case, ruling: Ruling) -> bool:
    """Whether the act that the ruling names is a current one; else the case has moved on from it."""
    return any(_fits(event, ruling.act, ruling.act_at) for event in current_acts(case))


# ------------------------------------------------------------------------------------------------ what is done


def waiting_for_act(case: Case, facts: RulingFacts) -> Ruling | None:
    """The ruling on the same act that waits already: a second one is not recorded in its place."""
    event = named_act(case, facts)
    return next((row for row in waiting_rulings(case) if event and _fits(event, row.act, row.act_at)), None)


def record(case: Case, act: Act, facts: RulingFacts) -> None:
    """Store the ruling, beside those on other acts that wait."""
    complaint = complaint_named(case, facts.complaint)
    event = named_act(case, facts)
    assert event is not None and act.step is not None  # `ruled_after_the_act`
    if act.user and not heads_body_of(case, act.user, event.step):
        raise NotMetError(act.step, [OF_ANOTHER_BODY])
    file = complaint.dossier.documents.get(PAPER) if complaint else attached_paper(case)
    held = current_acts(case)
    place = case.law.goes_back_to.get(event.step, event.source)
    act.remark(act=event.step, made_at=event.at, file=file_facts(file), back_to=place if event in held else None)
    words = {name: getattr(facts, name) for name in ("kind", "document", "number", "ruled_on", "body")}
    words |= {"act": event.step, "act_at": event.at, "place": place, "complaint": complaint, "paper": file}
    due = goal_day(case.law.ruling_confirmed, act.now, work_calendar())
    act.record("ruling", **words, by=act.user, at=act.now, due_on=due)


def file_facts(file: Document | None) -> dict[str, str] | None:
    """The file as the facts of an event have it."""
    return {"document": str(file.pk), "name": file.name, "sha256": str(file.blob_id)} if file else None


def execute(case: Case, act: Act, ruling: Ruling, *, moves: bool) -> None:
    """The act falls with its letters: the bar it brought is lifted, the consent it took back is in force again, and the
    case goes back, unless `moves` is False. Of an act from which the case has gone on, its own letter alone."""
    act.change(ruling, executed_at=act.now, executed_by=act.user)
    held = is_current(case, ruling)
    for bar in Bar.objects.filter(case=case, lifted_at__isnull=True) if held else ():
        act.change(bar, lifted_at=act.now)
    for letter in _fallen(case, ruling, held):
        act.change(letter, set_aside_at=act.now)
    step = STEPS.get(ruling.act)
    if step and step.recalls:
        act.record("consent", purpose=step.recalls, given=True, at=act.now, text=ruling.in_words)
    if moves:
        act.go_to(ruling.place)


def _fallen(case: Case, ruling: Ruling, held: bool) -> list[Letter]:
    """The letters of the act, and, where it is a current one, those of what followed from it."""
    rows = Letter.objects.filter(case=case, set_aside_at__isnull=True)
    event = next((event for event in acts_that_can_fall(case) if _fits(event, ruling.act, ruling.act_at)), None)
    if event is None:
        return []
    if not held:
        return [letter for letter in rows.defer("facts") if remedies.act_event_of(letter) == event]
    since = Event.objects.filter(case=case, id__gte=event.pk).exclude(source=F("target"))
    kinds = {STEPS[name].letter for name in since.values_list("step", flat=True) if name in STEPS} - {""}
    return list(rows.filter(kind__in=kinds, at__gte=event.at).defer("facts"))


def letter_of_act(ruling: Ruling) -> Letter | None:
    """The letter by which the person learned of the act that the ruling names; None where there is none."""
    kinds = {s.letter for s in STEPS.values() if s.letter and ruling.act in {act.name for act in carried_out_acts(s)}}
    rows = Letter.objects.filter(case=ruling.case_id, kind__in=kinds).order_by("id").defer("facts")
    return rows.filter(at__gte=ruling.act_at).first() if ruling.act_at else rows.last()


def recording_step(case: Case) -> Step | None:
    """The step by which a ruling on this case is recorded now; None where no act of it can fall."""
    steps = programme_of(case).steps.values()
    return next((step for step in steps if step.facts is RulingFacts and case.state in step.sources), None)
