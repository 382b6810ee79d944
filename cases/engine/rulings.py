"""A ruling by which an act falls: what is recorded of it, whom it needs, and how it is carried out.

A programme declares two steps with these facts: one official records, another confirms. What a complaint about its
acts decides comes by the same door (`recording`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cases.engine.acts import Act
from cases.engine.conditions import Reason, another_than, eligibility
from cases.engine.facts import StepFacts, derived, fact, frozen
from cases.engine.programmes import programme_of
from cases.engine.steps import STEPS, Step
from cases.engine.ways_back import act_behind, act_event
from cases.law.actors import body_of
from cases.models import Bar, Case, Event, Letter, Ruling, User
from cases.models.letter import LETTERS
from cases.models.queries import horizon


@frozen
class RulingFacts(StepFacts):
    """`act`: the step that falls, "" for the act that brought the case where it stands."""

    kind: str = fact(_("What it is"), dict(Ruling.KINDS))
    document: str = fact(_("Document"))
    number: str = fact(_("Number of the document"))
    ruled_on: date = fact(_("Date of the document"), "day")
    body: str = fact(_("Issued by"))
    act: str = fact(_("Act that is set aside"), "step", default="")
    back_to: str | None = derived(_("The case goes back to"), "state")


def waiting(case: Case) -> Ruling | None:
    """The ruling that is recorded and not carried out yet."""
    newest = Ruling.objects.filter(case=case).select_related("by").order_by("-id").first()
    return newest if newest and newest.waits else None


def on_complaint(case: Case, ruling: Ruling) -> bool:
    """Whether it is the body's own decision on a complaint, whose letter the applicant has."""
    return ruling.kind == Ruling.OWN and Case.objects.filter(about_letter__case=case, number=ruling.number).exists()


def fallible(case: Case) -> list[Event]:
    """The acts that a ruling may undo: the one that brought the case where it stands, and adverse ones before it from
    which that one followed (the return before an annulment). The newest first."""
    last = act_event(case)
    return list(_chain(case, last)) if last else []


def _chain(case: Case, event: Event) -> Iterator[Event]:
    yield event
    earlier = Event.objects.filter(case=case, id__lt=event.pk, target=event.source).exclude(source=event.source)
    before = earlier.order_by("-id").first()
    step = STEPS.get(before.step) if before else None
    if before and step and step.letter and LETTERS[step.letter].adverse:
        yield from _chain(case, before)


def record(case: Case, act: Act, given: RulingFacts) -> None:
    """Keep the ruling; one recorded before and not carried out is set aside."""
    earlier = waiting(case)
    if earlier:
        act.change(earlier, withdrawn_at=act.now)
    event = _falling(case, given.act)
    act.remark(act=event.step, back_to=event.source)
    words = {name: getattr(given, name) for name in ("kind", "document", "number", "ruled_on", "body")}
    act.record("ruling", **words, act=event.step, place=event.source, by=act.user, at=act.now)


def _falling(case: Case, name: str) -> Event:
    acts = fallible(case)
    return next((event for event in acts if event.step == name), acts[0])


def execute(case: Case, act: Act, ruling: Ruling, *, moves: bool) -> None:
    """The act falls with its letters: the bar it brought is lifted, the consent it took back stands again, and the case
    goes back, unless `moves` is False."""
    act.change(ruling, executed_at=act.now, executed_by=act.user)
    for bar in Bar.objects.filter(case=case, lifted_at__isnull=True):
        act.change(bar, lifted_at=act.now)
    for letter in _fallen(case, ruling):
        act.change(letter, set_aside_at=act.now)
    step = STEPS.get(ruling.act)
    if step and step.recalls:
        act.record("consent", purpose=step.recalls, given=True, at=act.now, text=ruling.in_words)
    if moves:
        act.go_to(ruling.place)


def _fallen(case: Case, ruling: Ruling) -> list[Letter]:
    """The letters of the act, and of what followed from it."""
    event = _falling(case, ruling.act)
    since = Event.objects.filter(case=case, id__gte=event.pk).exclude(source=F("target"))
    kinds = {STEPS[name].letter for name in since.values_list("step", flat=True) if name in STEPS} - {""}
    rows = Letter.objects.filter(case=case, kind__in=kinds, at__gte=event.at, set_aside_at__isnull=True)
    return list(rows.defer("facts"))


def recording(case: Case) -> Step | None:
    """The step by which a ruling on this case is recorded now; None where no act of it can fall any more."""
    steps = programme_of(case).steps.values()
    return next((step for step in steps if step.facts is RulingFacts and case.state in step.sources), None)


@eligibility(_("another person than the one who recorded the ruling"))
def another_person(case: Case, user: User) -> Reason:
    ruling = waiting(case)
    sentence = _("You recorded this ruling yourself: another head of the body confirms it.")
    return another_than(ruling.by_id, user, sentence) if ruling else None


@eligibility(_("of the body that issued the act"))
def of_the_body(case: Case, user: User) -> Reason:
    """Of an act of nobody (a withdrawal), of the body whose part of the way it was."""
    event = act_event(case)
    acts = act_behind(STEPS[event.step]) if event and event.step in STEPS else ()
    bodies = {body_of(step.by) for step in acts} - {""}
    if user.body in bodies or (not bodies and horizon(case, user) is None):
        return None
    return _("The act is that of another body: its head records the ruling.")
