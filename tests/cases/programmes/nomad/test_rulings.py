"""An act falls by a ruling: the case goes on from where it stood before it. One head records, another confirms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.eds.base import EdsError
from cases.engine import clock, performing, rulings
from cases.engine.rulings import RulingFacts
from cases.engine.rulings.ways_back import acts_leading_to, places_before
from cases.engine.steps import STEPS
from cases.engine.steps.errors import NotMetError, WrongActorError
from cases.evidence import bundles
from cases.law import regulations
from cases.law.actors import Actor, body_of
from cases.law.calendar import ALMATY, local_day
from cases.law.errors import NotFoundError
from cases.law.places import May
from cases.letters import genuine, rendering
from cases.models import Bar, Case, Deadline, Effect, Event, Letter, Notice, Ruling, Signature
from cases.models.letter import LETTERS
from cases.programmes.nomad import facts, filing
from cases.programmes.nomad.periods import eligibility
from cases.programmes.nomad.states import FINAL_STATES, PLACES, State
from cases.values.dates import in_words
from demo import signing, walk
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.ways import DAY, HOUR
from tests.cases.letters.facts import read
from tests.desks import signed_in, step_url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """What the machine refuses is compared with its English words; pages come in the language of their reader."""
    with translation.override("en"):
        yield


def printed(letter: Letter, language: str) -> str:
    args: dict[str, Any] = {
        "number": letter.number,
        "at": letter.at,
        "code": letter.code,
        "check_url": "https://dnr.test",
    }
    return read(rendering.render(letter.kind, letter.facts, language, **args))


def record(case: Case, **changed: Any) -> Case:
    return ways.take(case, "record_ruling", **changed)


def execute(case: Case, **changed: Any) -> Case:
    """With a ruling that is recorded, by another head than the one of `record`."""
    where = ways.walk.head_of(case, "astana") + ways.DEPUTY
    return execute_by(people.head(where), case, **changed)


def execute_by(head: Any, case: Case, **changed: Any) -> Case:
    given, now = facts.Execution(**changed), people.after(case)
    signed = signing.signature(case.pk, "execute_ruling", head, now, given)
    return performing.perform(case.pk, "execute_ruling", head, now, given, signature=signed)


FAVOURABLE = {State.CARD_ISSUED}
"""Ends that no act against the person has led to: there a ruling is one against the grant (interpretation 56)."""
UNSEEN = {State.PETITION_DRAFT}
"""Left before anything was filed: no body has acted or seen anything, and the person begins again at once."""


def heads_of(state: str) -> set[str]:
    """The bodies whose head sees a case that is in `state`, or ended there, by the table of the process."""
    order, at = list(PLACES), list(PLACES).index(State(state))
    bodies = {"hub": State.SCREENING, "ministry": State.MINISTRY_REVIEW, "department": State.REGISTRATION}
    until = {"hub": State.PETITION_SIGNED, "ministry": State.REGISTRATION, "department": State.CONSENT_DECLINED}
    return {body for body, first in bodies.items() if order.index(first) <= at < order.index(until[body])}


def test_every_end_has_its_way_back() -> None:
    """Out of the table of steps alone: each act that leads to an end, from each place where it is taken, can be set
    aside by the head of a body that sees the case; no list of states is kept beside it."""
    for state in FINAL_STATES:
        assert May.RULE in PLACES[state].may, state
        acts = list(acts_leading_to(state))
        assert acts and places_before(state) == {str(source) for act in acts for source in act.sources}
        assert not any(PLACES[State(before)].final for before in places_before(state)), state
        for act in acts:
            assert all(heads_of(source) for source in set(act.sources) - UNSEEN), (state, act.name)
            body = body_of(act.by)
            assert not body or body in set.union(*(heads_of(source) for source in act.sources)), (state, act.name)
    adverse = {s.target for s in STEPS.values() if s.letter and LETTERS[s.letter].adverse and s.target}
    assert adverse <= {s for s, p in PLACES.items() if May.RULE in p.may}
    assert not [s for s, p in PLACES.items() if May.HEAR in p.may and May.RULE in p.may], "a proposal is no act"
    carried = {s for s, p in PLACES.items() if p.rests_on}
    assert carried & set(FINAL_STATES) == FAVOURABLE and places_before(State.CARD_ISSUED) == {State.FINAL_REVIEW}
    assert {p.rests_on for p in PLACES.values()} - {""} <= {kind for s in STEPS.values() for kind in s.decisions}


def test_a_notice_of_refusal_leads_back_to_who_refused() -> None:
    """п. 9: АКФ ПИТ only passes on what the ministry has decided."""
    before = {State.SCREENING, State.MINISTRY_REVIEW, State.PETITION_HEARING}
    assert places_before(State.PETITION_REFUSED) == before


@pytest.mark.parametrize("state", sorted(FINAL_STATES))
def test_by_a_ruling_the_case_stands_where_the_act_was_taken(state: str) -> None:
    case = ways.case_for(people.case_in(state), "record_ruling")
    numbers = case.number, case.preliminary_number, case.mp_number
    other = {"successor": "gives_way"} if state == State.SUPERSEDED else {}  # it was closed for another
    after = execute(record(case), **other)
    assert after.state in places_before(state)
    assert (after.closed_at, after.waits_on) == (None, PLACES[State(after.state)].waits_on)
    assert (after.number, after.preliminary_number, after.mp_number) == numbers
    bounding = {key for key, term in after.law.terms.items() if after.state in term.bounds}
    bounding -= set() if May.HEAR in after.place.may else {"hearing"}  # nothing is proposed there
    running = Deadline.objects.filter(case=case, state=Deadline.RUNNING)
    assert set(running.values_list("key", flat=True)) == bounding
    assert not Bar.objects.filter(case=case, lifted_at__isnull=True).exists()
    letter = Letter.objects.get(case=case, kind="ruling")
    assert letter.facts.get("heard_again", False) == (May.HEAR in after.place.may)
    assert letter.facts["ruling"]["number"] in str(Event.objects.filter(case=case, step="execute_ruling")[0].facts)
    assert Notice.objects.filter(case=case, what="execute_ruling", user=case.person.user).exists()
    assert not Letter.objects.filter(case=case, kind__in=LETTERS_OF_ENDS, set_aside_at__isnull=True).exists()
    ways.sound(after)


LETTERS_OF_ENDS = {s.letter for s in STEPS.values() if s.target in FINAL_STATES} | {"final_grant"} - {""}


def test_a_ministrys_refusal_goes_back_to_the_ministry() -> None:
    case = people.Journey(people.applicant())
    case.to(State.REFUSAL_NOTICE)
    case.to(State.PETITION_REFUSED)
    head = people.head("hub")
    with pytest.raises(NotMetError, match="another body"):
        record(case.case, user=head)
    after = execute(record(case.case))
    assert (after.state, after.waits_on) == (State.PETITION_HEARING, Actor.SIGNER)


def running(case: Case) -> set[str]:
    return set(Deadline.objects.filter(case=case, state=Deadline.RUNNING).values_list("key", flat=True))


def test_a_refusal_that_has_fallen_is_heard_again_before_another() -> None:
    """The proposal stands, its days begin anew; the answer in the second letter is the second answer."""
    case = people.case_in(State.PRELIMINARY_REFUSED)
    assert [event.step for event in rulings.acts_that_can_fall(case)] == ["refuse_preliminary"], (
        "the proposal is no act"
    )
    case = ways.fresh(execute(record(case)))
    assert (case.state, running(case)) == (State.PRELIMINARY_HEARING, {"objection", "hearing_wait", "hearing"})
    with pytest.raises(NotMetError, match="is being heard"):
        ways.take(case, "refuse_preliminary", people.after(case))
    url = reverse("egov:cabinet:case", args=[case.pk])
    assert SILENT in page(case.person.user, case, url).content.decode()
    ways.take(case, "object_to_refusal")
    assert SILENT not in page(case.person.user, ways.fresh(case), url).content.decode()
    first = "What the person objected was looked at, and changes nothing."
    case = ways.take(ways.fresh(case), "refuse_preliminary", answer=first)
    case = ways.fresh(execute(record(case)))
    second = "Looked at once more, by other papers than the first time."
    case = ways.take(case, "refuse_preliminary", answer=second)
    letter = Letter.objects.filter(case=case, kind="preliminary_refusal").order_by("-id")[0]
    assert letter.facts["hearing"]["answer"] == {"ru": second, "kk": ""}
    ways.sound(case)


def test_after_a_ruling_the_person_may_ask_to_be_heard_although_the_hour_has_passed() -> None:
    case = ways.fresh(execute(record(people.case_in(State.FINAL_REFUSED))))
    hearing = case.dossier.open_hearing
    assert hearing and hearing.held_at and hearing.held_at < people.after(case)
    for who, at in ((case.person.user, "egov:cabinet:case"), (people.officer(), "con:officer:case")):
        shown = page(who, case, reverse(at, args=[case.pk])).content.decode()
        assert PASSED in shown
    asked = ways.fresh(ways.take(case, "ask_hearing"))
    decide = walk.may_decide_at(asked)
    with pytest.raises(NotMetError, match=r"record the protocol|запишите протокол"):
        ways.take(asked, "refuse_final", decide)


def test_a_refusal_without_a_hearing_goes_back_to_the_term_of_the_decision_alone() -> None:
    """What a proposal would begin has not begun there."""
    act, case = "refuse_preliminary", ways.take(people.case_in(State.PRELIMINARY_DECISION), "except_hearing")
    now = people.after(case)
    given = ways.facts(case, act, now)
    signed = signing.signature(case.pk, act, people.officer(), now, given)
    case = performing.perform(case.pk, act, people.officer(), now, given, signature=signed)
    case = execute(record(ways.fresh(case)))
    assert (case.state, running(case)) == (State.PRELIMINARY_DECISION, {"decision"})


def test_who_has_recorded_the_ruling_does_not_confirm_it() -> None:
    case = record(people.case_in(State.FINAL_REFUSED))
    before = ways.fresh(case).version
    with pytest.raises(NotMetError, match="yourself"):
        execute_by(people.head("astana"), case)
    assert (ways.fresh(case).state, ways.fresh(case).version) == (State.FINAL_REFUSED, before)
    with pytest.raises(NotFoundError):
        execute_by(people.head("almaty"), case)


def test_without_a_recorded_ruling_nothing_is_confirmed_nor_after_it_was_set_aside() -> None:
    case = people.case_in(State.LAPSED)
    with pytest.raises(NotMetError, match="No ruling"):
        execute(case)
    case = record(case)
    withdraw(case, people.head("astana.2"))
    with pytest.raises(NotMetError, match="No ruling"):
        execute(ways.fresh(case))


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_the_sheet_of_who_confirms_names_the_paper_and_its_checksum(language: str) -> None:
    case = record(people.case_in(State.FINAL_REFUSED))
    deputy, now, paper = people.head("astana.2"), people.after(case), Ruling.objects.get(case=case).paper
    with translation.override(language):
        sheet = performing.sheet(case, "execute_ruling", deputy, now, facts.Execution(), language)
    assert [(d["kind"], d["sha256"]) for d in sheet.facts["documents"]] == [("ruling", paper.blob_id)]
    assert set(sheet.facts["words"]) == {"ru", "kk"}
    for paragraphs in sheet.facts["words"].values():
        assert paper.blob_id in " ".join(paragraphs) and "7194-26" in " ".join(paragraphs) and len(paragraphs) == 3
    with pytest.raises(EdsError, match="signed by"):
        performing.perform(case.pk, "execute_ruling", deputy, now, facts.Execution())
    fallen = Letter.objects.get(case=case, kind="final_refusal")
    for words in sheet.facts["words"].values():
        assert fallen.number in " ".join(words), "which act falls, by the number of its letter"
    execute(case)
    letter, day = Letter.objects.get(case=case, kind="ruling"), fallen.at.astimezone(ALMATY).date()
    assert letter.facts["fallen_letter"] == {"number": fallen.number, "on": day.isoformat()}
    with translation.override("ru"):
        assert fallen.number in printed(letter, "ru") and fallen.number in printed(letter, "kk")
        assert letter.facts["fallen"]["ru"] == fallen.get_kind_display() != str(STEPS["refuse_final"].label)
    asks = (
        "The hour that was named to you before is over. If you wish to be heard by video, ask for it there: another "
        "hour is then named to you."
    )
    for other in ("ru", "kk"):
        with translation.override(other):
            assert _(asks) in printed(letter, other), "its hour is over"
    row = Signature.objects.get(case=case, step="execute_ruling")
    stated = json.loads(bundles.members(row)["documents.json"])["documents"]
    assert [(d["name"], d["sha256"]) for d in stated] == [(paper.name, paper.blob_id)]


def test_the_paper_of_a_ruling_serves_no_later_ruling() -> None:
    case = record(people.case_in(State.FINAL_REFUSED))
    assert rulings.attached_paper(ways.fresh(case)), "recorded again it serves once more"
    after = ways.fresh(withdraw(case, people.head("astana.2")))
    with pytest.raises(NotMetError, match="document itself is missing"):
        performing.perform(case.pk, "record_ruling", people.head(), people.after(after), ruled(after))


def ruled(case: Case) -> RulingFacts:
    paper_words: Any = {
        "document": "Решение",
        "number": "7",
        "body": "СМАС",
        "ruled_on": people.local_day(people.after(case)),
    }
    return RulingFacts(kind="court", **paper_words)


def test_a_ruling_of_before_there_were_days_gets_its_own() -> None:
    people.head(), people.head("astana.2")
    case = record(people.case_in(State.FINAL_REFUSED))
    ruling = Ruling.objects.get(case=case)
    meant = ruling.due_on
    Ruling.objects.update(due_on=None)
    clock.sweep(people.after(case), outbox=False)
    assert Ruling.objects.get(case=case).due_on == meant and notices(case, "ruling_overdue") == []
    Ruling.objects.update(due_on=None)
    clock.sweep(people.after(case) + 20 * DAY, outbox=False)
    assert len(notices(case, "ruling_overdue")) == 2


def notices(case: Case, what: str) -> list[Any]:
    return list(Notice.objects.filter(case=case, what=what).order_by("id").values_list("user", flat=True))


def withdraw(case: Case, head: Any) -> Case:
    given, now = facts.Reason(text=people.REASONS), people.after(case)
    signed = signing.signature(case.pk, "withdraw_ruling", head, now, given)
    return performing.perform(case.pk, "withdraw_ruling", head, now, given, signature=signed)


def test_the_other_heads_of_the_body_are_informed_of_a_ruling_at_once_and_all_of_them_when_it_lies() -> None:
    head, deputy, _elsewhere = people.head(), people.head("astana.2"), people.head("almaty")
    case = record(people.case_in(State.FINAL_REFUSED))
    assert notices(case, "ruling_waits") == [deputy.pk]
    ruling = Ruling.objects.get(case=case)
    assert ruling.due_on and Effect.objects.filter(kind="mail", ref=Notice.objects.get(what="ruling_waits").pk).exists()
    for day in (ruling.due_on, ruling.due_on + DAY, ruling.due_on + 2 * DAY):
        clock.sweep(datetime.combine(day, people.START.timetz()), outbox=False)
        rows = notices(case, "ruling_overdue")
        assert sorted(rows) == ([] if day == ruling.due_on else sorted([head.pk, deputy.pk])), day
    with translation.override("ru"):
        late = escape(_("Overdue"))
    home = reverse("con:head:home")
    for wait, shown in ((HOUR, False), (20 * DAY, True)):
        with people.at(people.after(case) + wait):
            client = Client()
            client.force_login(deputy)
            panel = client.get(home).content.decode().partition('id="rulings-title"')[2].partition("</section>")[0]
        assert (late in panel) is shown and case.number in panel
    execute(case)
    clock.sweep(people.after(case) + 40 * DAY, outbox=False)
    assert len(notices(case, "ruling_overdue")) == 2


def test_what_a_court_or_a_complaint_has_brought_is_withdrawn_by_another_head_and_the_person_is_informed() -> None:
    case = record(people.case_in(State.FINAL_REFUSED))
    with pytest.raises(NotMetError, match="another head of the body withdraws it"):
        withdraw(case, people.head())
    paper, now, reason = Ruling.objects.get(case=case).paper, people.after(case), facts.Reason(text=people.REASONS)
    with pytest.raises(EdsError, match="signed by"):
        performing.perform(case.pk, "withdraw_ruling", people.head("astana.2"), now, reason)
    after = withdraw(ways.fresh(case), people.head("astana.2"))
    assert rulings.waiting_ruling(after) is None and notices(case, "withdraw_ruling") == [case.person.user.pk]
    sheet = json.loads(Signature.objects.get(case=case, step="withdraw_ruling").sheet)
    assert paper and [d["sha256"] for d in sheet["documents"]] == [paper.blob_id], "which ruling it is"
    own = record(ways.fresh(after), kind="own_decision")
    assert rulings.waiting_ruling(withdraw(own, people.head())) is None, "no more than a slip of the pen of one's own"


def returned_again(case: Case) -> Case:
    case = ways.take(ways.fresh(case), "resubmit")
    people.bank_takes_back(case)
    duty = [{"kind": "duty", "ground": "duty", "text": "The bank knows nothing of it."}]
    return ways.take(ways.fresh(case), "return_for_rework", returns=duty)


def standing(case: Case, kind: str) -> list[bool]:
    """Of each letter of this kind, the oldest first: whether its act stands."""
    return [row.set_aside_at is None for row in Letter.objects.filter(case=case, kind=kind).order_by("at")]


def test_a_ruling_on_a_return_that_was_corrected_strikes_it_and_nothing_moves() -> None:
    case = record(people.case_in(State.REWORK))
    case = ways.take(ways.fresh(case), "resubmit")
    before = running(case)
    with pytest.raises(NotMetError, match="yourself"):
        execute_by(people.head(), case)
    after = execute(case)
    assert (after.state, running(case), standing(case, "rework_return")) == (State.REGISTRATION, before, [False])
    letter = Letter.objects.get(case=case, kind="ruling")
    assert (letter.facts["goes_on"], letter.facts["open_case"], letter.facts["no_consent"]) == (False, "", False)
    assert letter.facts["stands"]["kk"] == Letter.objects.get(pk=letter.pk).facts["stands"]["kk"] != ""
    assert rulings.acts_that_can_fall(ways.fresh(case)) == [], "it falls once"
    ways.sound(after)


def test_a_ruling_on_a_return_that_was_corrected_is_withdrawn_with_the_reason() -> None:
    case = ways.take(record(people.case_in(State.REWORK)), "resubmit")
    with pytest.raises(NotMetError, match="another head of the body withdraws it"):
        withdraw(ways.fresh(case), people.head())
    after = withdraw(ways.fresh(case), people.head("astana.2"))
    assert (rulings.waiting_ruling(after), after.state, standing(case, "rework_return")) == (
        None,
        State.REGISTRATION,
        [True],
    )


def test_a_ruling_on_a_return_does_not_strike_a_later_return() -> None:
    case = returned_again(record(people.case_in(State.REWORK)))
    after = execute(case)
    assert (after.state, standing(case, "rework_return")) == (State.REWORK, [False, True])
    first_is_done = [
        event.at for event in rulings.acts_that_can_fall(ways.fresh(case)) if event.step == "return_for_rework"
    ]
    assert first_is_done == [Letter.objects.filter(case=case, kind="rework_return").latest("at").at]


def test_the_head_chooses_which_of_two_returns_falls() -> None:
    case = returned_again(people.case_in(State.REWORK))
    first, second = Letter.objects.filter(case=case, kind="rework_return").order_by("at")
    url = reverse("cases:step", args=[case.pk, "record_ruling"])
    ways.facts(case, "record_ruling", people.after(case))  # the paper is attached
    shown = page(people.head(), case, url).content.decode()
    value = f"return_for_rework {first.at.isoformat()}"
    assert 'value="return_for_rework"' in shown and f'value="{value}"' in shown
    today = people.local_day(people.after(case)).isoformat()
    typed = {
        "kind": "court",
        "document": "Решение",
        "number": "7194-26",
        "body": "СМАС",
        "ruled_on": today,
        "act": value,
    }
    assert page(people.head(), case, url, typed).status_code == 302
    assert Ruling.objects.get(case=case).act_at == first.at
    assert (execute(ways.fresh(case)).state, standing(case, "rework_return")) == (State.REWORK, [False, True])
    assert second.set_aside_at is None


def test_a_withdrawal_after_a_return_does_not_follow_from_it() -> None:
    """The person's own end stands whatever becomes of the return."""
    case = ways.take(record(people.case_in(State.REWORK)), "withdraw")
    after = execute(ways.fresh(case))
    assert (after.state, after.open, standing(case, "rework_return")) == (State.WITHDRAWN, False, [False])


SINCE = [s for s in STEPS["execute_ruling"].sources if s != State.REWORK and PLACES[State(s)].may & {May.RULE} == set()]


@pytest.mark.parametrize("state", SINCE)
def test_wherever_the_case_has_gone_on_to_a_ruling_is_carried_out_or_withdrawn(state: str) -> None:
    case = ways.case_for(people.case_in(state), "record_ruling")
    recorded, kind = record(case), "rework_return" if case.filed_at else "petition_return"
    assert (execute(ways.fresh(recorded)).state, standing(case, kind)) == (state, [False])


@pytest.mark.parametrize("name", ["admit", "return_petition"])
def test_a_return_of_the_petition_that_falls_brings_it_back_to_the_screening(name: str) -> None:
    """Its term begins anew, and Astana Hub goes on as it finds."""
    case = people.case_in(State.PETITION_INCOMPLETE)
    with pytest.raises(NotFoundError):
        record(case, user=people.head("ministry"))
    after = execute(record(ways.fresh(case)))
    assert (after.state, running(case), standing(case, "petition_return")) == (State.SCREENING, {"screening"}, [False])
    assert {STEPS[name].target} == {ways.take(ways.fresh(after), name).state}


def test_a_return_of_the_petition_that_was_completed_is_struck_by_itself() -> None:
    case = ways.take(record(people.case_in(State.PETITION_INCOMPLETE)), "resubmit_petition")
    before = running(case)
    after = execute(ways.fresh(case))
    assert (after.state, running(case), standing(case, "petition_return")) == (State.SCREENING, before, [False])
    ways.sound(after)


@pytest.mark.parametrize("kind", [kind for kind, _label in Ruling.KINDS])
@pytest.mark.parametrize("state", [s for s, p in PLACES.items() if May.RULE in p.may])
def test_a_recorded_ruling_is_carried_out_or_withdrawn_whatever_it_is(state: State, kind: str) -> None:
    case = ways.case_for(people.case_in(state), "record_ruling")
    if PLACES[state].rests_on and kind == Ruling.OWN:
        with pytest.raises(NotMetError, match="its own grant"):
            record(case, kind=kind)
        return
    case = record(case, kind=kind)
    for name in ("execute_ruling", "withdraw_ruling"):
        step = STEPS[name]
        deputy = people.head(walk.head_of(case, "astana") + ways.DEPUTY)
        assert [need.check(case, people.after(case)) for need in step.requires] == [None] * len(step.requires)
        assert [who.check(case, deputy) for who in step.persons] == [None] * len(step.persons)


@pytest.mark.parametrize("kind", [kind for kind, _label in Ruling.KINDS])
@pytest.mark.parametrize("who", ["astana", "astana.2"])
def test_nothing_that_is_recorded_takes_the_place_of_a_ruling_that_waits(who: str, kind: str) -> None:
    """Neither by the head who has recorded it nor by another: it is carried out, or withdrawn with a reason."""
    case = record(people.case_in(State.FINAL_REFUSED))
    with pytest.raises(NotMetError, match="is recorded already and waits"):
        record(ways.fresh(case), kind=kind, number="7194-other", user=people.head(who))
    ruling = Ruling.objects.get(case=case)
    url = reverse("cases:step", args=[case.pk, "record_ruling"])
    today = people.local_day(people.after(case)).isoformat()
    typed = {"kind": kind, "document": "Решение", "number": "7194-other", "body": "СМАС", "ruled_on": today}
    answer = page(people.head(who), ways.fresh(case), url, typed | {"act": "refuse_final"})
    shown = answer.content.decode()
    assert answer.status_code == 422 and "7194-other" in shown and ruling.in_words in shown
    assert "внесением другого его не заменяют" in " ".join(shown.split())
    assert ruling.waits and execute(ways.fresh(case)).state == State.FINAL_HEARING
    assert Letter.objects.get(case=case, kind="ruling").facts["ruling"]["number"] == ruling.number


def test_rulings_on_different_acts_wait_side_by_side_and_are_carried_out_in_turn() -> None:
    case = returned_again(record(people.case_in(State.REWORK)))
    case = record(ways.fresh(case), kind="own_decision", number="12-2")
    first, second = Ruling.objects.filter(case=case).order_by("id")
    assert first.waits and second.waits, "a court's ruling is not removed by an entry about another act"
    url = reverse("cases:step", args=[case.pk, "execute_ruling"])
    shown = page(people.head("astana.2"), case, url).content.decode()
    assert first.in_words in shown and second.in_words in shown
    execute(ways.fresh(case))
    assert standing(case, "rework_return") == [False, True]
    assert execute(ways.fresh(case)).state == State.REGISTRATION
    assert standing(case, "rework_return") == [False, False]
    letters = Letter.objects.filter(case=case, kind="ruling").order_by("id")
    assert [row.facts["ruling"]["number"] for row in letters] == [first.number, "12-2"]


@pytest.mark.parametrize(("days", "why"), [(1, "still to come"), (-400, "before the act")])
def test_a_ruling_of_an_impossible_day_is_refused(days: int, why: str) -> None:
    case = people.case_in(State.FINAL_REFUSED)
    day = people.local_day(people.after(case)) + timedelta(days=days)
    with pytest.raises(NotMetError, match=why):
        record(case, ruled_on=day)
    with pytest.raises(NotMetError, match="no act against the person"):
        record(case, act="grant")


def test_the_return_before_an_annulment_may_fall_itself() -> None:
    case = people.case_in(State.ANNULLED)
    assert [event.step for event in rulings.acts_that_can_fall(case)] == ["annul", "return_for_rework"]
    after = execute(record(case, act="return_for_rework"))
    assert after.state == State.REGISTRATION


def test_the_bar_is_lifted_and_another_refusal_brings_another() -> None:
    case = people.case_in(State.FINAL_REFUSED)
    today = people.local_day(people.after(case))
    assert eligibility.bar_on(case.person, today)
    case = execute(record(case))
    assert eligibility.bar_on(case.person, today) is None
    ways.take(ways.fresh(case), "refuse_final")
    assert [bar.lifted_at is None for bar in Bar.objects.filter(case=case).order_by("id")] == [False, True]
    assert eligibility.bar_on(case.person, people.local_day(people.after(ways.fresh(case))))


def test_under_the_other_reading_the_days_of_the_approval_begin_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """`goes_back_to` of an edition (interpretation 56); by default a lapse that falls gives back no day."""
    plain = execute(record(people.case_in(State.LAPSED)))
    assert plain.state == State.ARRIVAL_REVIEW and not plain.dossier.running("validity")
    law = replace(plain.law, goes_back_to={"lapse": "preliminary_approved"})
    others = tuple(law if edition.key == law.key else edition for edition in regulations.editions("nomad"))
    case = people.case_in(State.LAPSED)
    monkeypatch.setitem(regulations._LOADED, "nomad", others)
    regulations._by_key.cache_clear()
    try:
        case = execute(record(ways.fresh(case)))
        assert Ruling.objects.get(case=case).place == State.PRELIMINARY_APPROVED == case.state
        term = case.dossier.running("validity")
        assert (
            term
            and sum(day.counted for day in term.proof) == 30
            and local_day(term.starts_at) >= local_day(Ruling.objects.get(case=case).executed_at or term.starts_at)
        )
        case = ways.take(ways.fresh(case), "record_arrival", arrived_on=local_day(people.after(case)))
        assert case.state == State.ARRIVED
    finally:
        monkeypatch.undo()
        regulations._by_key.cache_clear()


def test_an_arrival_within_the_first_validity_counts_after_the_lapse_has_fallen() -> None:
    """What the ruling is about most often: the person had come, and nobody recorded it."""
    case = people.case_in(State.LAPSED)
    came = people.local_day(case.approved_at) + 3 * DAY  # type: ignore[arg-type]
    case = execute(record(case))
    after = ways.take(ways.fresh(case), "record_arrival", arrived_on=came)
    assert (after.state, after.arrived_on) == (State.ARRIVED, came)


# ------------------------------------------------------------------------------------------------ ends of one's own


LEFT = [s for s in STEPS["withdraw_processing"].sources if s != State.PETITION_SIGNED]


@pytest.mark.parametrize("state", [*LEFT, State.PETITION_SIGNED])
def test_a_consent_taken_back_in_anothers_name_stands_again_and_the_case_goes_on_from_there(state: str) -> None:
    """A writing that was not the person's: wherever it has ended the way, a head sees the case and brings it back."""
    case = ways.take(people.case_in(state), "withdraw_processing")
    assert case.dossier.withdrawn_at("processing")
    after = ways.fresh(execute(record(case)))
    assert (after.state, after.dossier.withdrawn_at("processing")) == (state, None)
    ways.sound(after)


def test_without_consent_the_act_and_its_bar_fall_and_the_case_stays_closed() -> None:
    """Who has taken the consent of п. 4 back after the act is not considered again; the page and the letter say so."""
    case = ways.take(people.case_in(State.FINAL_REFUSED), "withdraw_processing_later")
    case = record(ways.fresh(case))
    url = reverse("cases:step", args=[case.pk, "execute_ruling"])
    shown = page(people.head("astana.2"), case, url).content.decode()
    with translation.override("ru"):
        assert escape(_(STAYS_CLOSED)) in " ".join(shown.split())
    after = execute(ways.fresh(case))
    assert (after.state, after.open) == (State.FINAL_REFUSED, False)
    assert not Bar.objects.filter(case=case, lifted_at__isnull=True).exists()
    letter = Letter.objects.get(case=case, kind="ruling")
    assert (letter.facts["goes_on"], letter.facts["no_consent"]) == (False, True)
    assert Letter.objects.get(case=case, kind="final_refusal").set_aside_at == letter.at
    granted = ways.take(people.case_in(State.GRANTED), "withdraw_processing_later")
    assert execute(record(ways.fresh(granted))).state == State.FINAL_REVIEW, "a fallen permit is none"


BESIDE = [
    ("final_refused", "record_withdrawal_later", "astana"),
    ("petition_refused", "record_withdrawal_after_petition", "hub"),
    ("final_review", "record_transfer_withdrawal", "astana"),
    ("final_refused", "withdraw_processing_later", "astana"),
    ("card_issued", "withdraw_processing_later", "astana"),
    ("final_review", "withdraw_transfer", "astana"),
]
"""In writing, or signed in the cabinet by whoever had the key."""


@pytest.mark.parametrize(("state", "name", "body"), BESIDE)
def test_a_withdrawal_that_was_anothers_is_struck_after_an_act_too(state: str, name: str, body: str) -> None:
    """As the letter of it says: the head of the body that has the case strikes it, and the consent stands again."""
    case = ways.case_for(people.case_in(state), name)
    if STEPS[name].recalls == "transfer":
        ways.statement_given(case, people.after(case))
    case = ways.fresh(ways.take(ways.fresh(case), name))
    before = [event.step for event in rulings.acts_that_can_fall(case)]
    url = reverse("cases:step", args=[case.pk, "record_ruling"])
    assert before[-1] == name and case.dossier.withdrawn_at(STEPS[name].recalls)
    assert f'value="{name}"' in page(people.head(body), case, url).content.decode()
    with translation.override("en"), pytest.raises(NotMetError, match="another body"):
        record(case, act=name, user=people.head("ministry"))
    case = ways.fresh(record(case, act=name, kind="own_decision", user=people.head(body)))
    shown = page(people.head(body + ways.DEPUTY), case, reverse("cases:step", args=[case.pk, "execute_ruling"]))
    with translation.override("ru"):
        assert escape(_(GIVEN_AGAIN)) in " ".join(shown.content.decode().split())
    after = ways.fresh(execute_by(people.head(body + ways.DEPUTY), case))
    assert (after.state, after.dossier.withdrawn_at(STEPS[name].recalls)) == (state, None)
    letter = Letter.objects.get(case=case, kind="ruling")
    assert [standing(case, STEPS[name].letter), letter.facts["consent_again"]] == [[False], True]
    assert "вновь" in printed(letter, "ru") and "қайтадан" in printed(letter, "kk")
    assert [event.step for event in rulings.acts_that_can_fall(after)] == before[:-1], "it falls once"
    if state == State.FINAL_REFUSED:
        assert execute(record(after)).state == State.FINAL_HEARING, "and keeps the case closed no longer"


GIVEN_AGAIN = (
    "The record of the withdrawal is set aside, with its letter: the consent stands again, and the case stays where it "
    "stands."
)
STAYS_CLOSED = (
    "The person has withdrawn the consent to the processing of personal data: the act and its bar fall, and the case "
    "stays closed."
)


def test_the_head_of_the_ministry_sees_how_a_petition_ended_that_went_nowhere() -> None:
    case = ways.take(people.case_in(State.PETITION_SIGNED), "withdraw")
    url = reverse("con:head:case", args=[case.pk])
    assert words(STEPS["record_ruling"].label) in page(people.head("ministry"), case, url).content.decode()
    filed = ways.take(people.case_in(State.CHECKS), "withdraw")
    url = reverse("con:head:case", args=[filed.pk])
    shown = page(people.head("ministry"), filed, url).content.decode()
    assert words(STEPS["record_ruling"].label) not in shown, "that is the department's"
    with translation.override("en"), pytest.raises(NotMetError, match="another body"):
        record(filed, user=people.head("ministry"))
    assert execute(record(ways.fresh(filed))).state == State.CHECKS


def test_what_was_declined_before_anything_was_filed_is_begun_again_at_once() -> None:
    case = people.case_in(State.CONSENT_DECLINED)
    assert not Case.objects.visible_to(people.head("hub")).filter(pk=case.pk).exists()
    assert begun_again(case).state == State.PETITION_DRAFT


# ------------------------------------------------------------------------------------------------ the grant


@pytest.mark.parametrize("state", [State.GRANTED, State.REGISTERED, State.CARD_ORDERED, State.CARD_ISSUED])
def test_a_grant_falls_by_a_court_or_the_higher_body_alone(state: str) -> None:
    case = people.case_in(state)
    assert [event.step for event in rulings.acts_that_can_fall(case)] == ["grant"]
    with pytest.raises(NotMetError, match="its own grant"):
        record(case, kind="own_decision")
    number = case.permit_number
    after = ways.fresh(execute(record(case, kind="higher_body")))
    assert (after.state, after.granted_at, after.permit_number) == (State.FINAL_REVIEW, None, number)
    letter = Letter.objects.get(case=case, kind="ruling")
    assert letter.facts["permit"] == number
    grant = Letter.objects.get(case=case, kind="final_grant")
    assert grant.set_aside_at == letter.at
    again = ways.take(after, "grant")
    assert again.permit_number != number and Letter.objects.filter(case=case, kind="final_grant").count() == 2


def test_whoever_checks_a_letter_of_an_act_that_fell_reads_so(client: Client) -> None:
    case = people.case_in(State.CARD_ISSUED)
    code = Letter.objects.get(case=case, kind="final_grant").code
    assert genuine.by_code(code).set_aside_at is None  # type: ignore[union-attr]
    execute(record(case))
    act = genuine.by_code(code)
    assert act is not None and act.set_aside_at is not None
    with people.at(people.after(case)):
        shown = client.get(reverse("front:verify_code", args=[code])).content.decode()
        mine = page(case.person.user, case, reverse("egov:cabinet:case", args=[case.pk])).content.decode()
    with translation.override("ru"):
        day = in_words(act.set_aside_at)
        assert escape(_("set aside by a ruling on %(day)s") % {"day": day}) in shown
        assert escape(_("the act is set aside by a ruling, %(day)s") % {"day": day}) in mine


# ------------------------------------------------------------------------------------------------ another case


def begun_again(case: Case) -> Case:
    return filing.open_petition(case.person.user, people.after(case))


def test_the_head_has_to_say_what_becomes_of_a_case_begun_since() -> None:
    case = record(people.case_in(State.ANNULLED))
    other = begun_again(case)
    with pytest.raises(NotMetError, match=other.number):
        execute(case)
    assert ways.fresh(case).state == State.ANNULLED
    assert ways.fresh(other).open


def test_the_case_begun_since_gives_way() -> None:
    case = record(people.case_in(State.ANNULLED))
    other = begun_again(case)
    after = execute(case, successor="gives_way")
    assert (after.state, ways.fresh(other).state) == (State.REWORK, State.SUPERSEDED)
    assert Event.objects.get(case=other, step="give_way").facts["case"] == case.number
    assert Notice.objects.filter(case=other, what="give_way").exists()
    ways.sound(other)
    ways.sound(case)


def test_the_case_begun_since_goes_on_and_the_bar_is_lifted_all_the_same() -> None:
    case = record(people.case_in(State.FINAL_REFUSED))
    other = begun_again(case)
    after = execute(case, successor="goes_on")
    assert (after.state, ways.fresh(other).state) == (State.FINAL_REFUSED, State.PETITION_DRAFT)
    assert not Bar.objects.filter(case=case, lifted_at__isnull=True).exists()
    letter = Letter.objects.get(case=case, kind="ruling")
    assert (letter.facts["goes_on"], letter.facts["open_case"]) == (False, other.number)
    with pytest.raises(NotMetError, match="No ruling"):
        execute(ways.fresh(case))


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_head_who_does_not_choose_which_case_goes_on_is_asked_by_the_page(language: str) -> None:
    case = record(people.case_in(State.FINAL_REFUSED))
    other, deputy = begun_again(case), people.head("astana.2")
    with people.at(people.after(case)), translation.override(language):
        sent = {"version": case.version}
        answer = signed_in(deputy, language).post(step_url(case, "execute_ruling"), sent)
        sentence = _(
            "The person has begun the case {number}, and may have one open case only: choose whether it goes on, or is "
            "closed so that this one goes on."
        ).format(number=other.number)
    assert answer.status_code == 422 and sentence in " ".join(unescape(answer.content.decode()).split())
    assert language == "en" or "The person has begun" not in sentence
    assert ways.fresh(case).state == State.FINAL_REFUSED and ways.fresh(other).open


def test_nobody_closes_a_case_by_the_step_that_goes_with_a_ruling() -> None:
    case = people.case_in(State.CHECKS)
    given = facts.GivingWay(case="HUB-2026-00001", ruling="x")
    with pytest.raises(WrongActorError):
        performing.perform(case.pk, "give_way", people.head(), people.after(case), given)


# ------------------------------------------------------------------------------------------------ pages


PASSED = "Названное время прошло"
SILENT = "Если Вы промолчите"
MISSING = "The document itself is missing: attach it first, all its pages."


def words(text: Any) -> str:
    """As pages in Russian show it."""
    with translation.override("ru"):
        return escape(str(text))


def page(user: Any, case: Case, url: str, data: dict[str, Any] | None = None) -> Any:
    client = Client()
    client.force_login(user)
    with people.at(people.after(case)):
        return client.post(url, data) if data is not None else client.get(url)


def test_from_the_refusal_to_the_permit_by_the_pages(uncaged: None) -> None:
    case = people.case_in(State.FINAL_REFUSED)
    head, deputy = people.head(), people.head("astana.2")
    shown = page(head, case, reverse("con:head:case", args=[case.pk])).content.decode()
    assert words(STEPS["record_ruling"].label) in shown
    assert words(STEPS["grant"].label) not in shown
    url = reverse("cases:step", args=[case.pk, "record_ruling"])
    data = {
        "kind": "court",
        "document": "Решение",
        "number": "7194-26",
        "body": "СМАС г. Астаны",
        "act": "refuse_final",
    }
    wrong = page(head, case, url, data | {"ruled_on": "2031-01-01"})
    assert wrong.status_code == 422 and "7194-26" in wrong.content.decode()
    today: date = people.local_day(people.after(case))
    without = page(head, case, url, data | {"ruled_on": today.isoformat()})
    assert without.status_code == 422 and words(gettext_lazy(MISSING)) in without.content.decode()
    assert not case.rulings.exists()
    attach = reverse("cases:step_paper", args=[case.pk, "record_ruling"])
    for who in (people.head("almaty"), people.head("hub"), people.officer(), case.person.user):
        assert page(who, case, attach).status_code in (302, 403, 404), who
    damaged = page(head, case, attach, {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.7 and no more")})
    assert damaged.status_code == 422 and not case.documents.filter(kind="ruling").exists()
    name, content = people.specimen("ruling")
    assert page(head, case, attach, {"file": SimpleUploadedFile(name, content)}).status_code == 302
    assert name in page(head, case, url).content.decode()
    assert page(head, case, url, data | {"ruled_on": today.isoformat()}).status_code == 302
    for who, sees in ((head, True), (people.head("hub"), False), (people.head("almaty"), False)):
        assert (case.number in page(who, case, reverse("con:head:home")).content.decode()) is sees
    url = reverse("cases:step", args=[case.pk, "execute_ruling"])
    assert page(head, case, url, {}).status_code == 409
    desk = reverse("con:head:case", args=[case.pk])
    for who, first in ((deputy, ["execute_ruling"]), (head, [])):
        shown = page(who, case, desk)
        assert [b.step.name for b in shown.context["first_steps"]] == first, "what waits is confirmed first"
        assert shown.context["inline"] is None and 'name="ruled_on"' not in shown.content.decode()
        assert "record_ruling" in [b.step.name for b in shown.context["quiet_steps"]], "another one may come"
    work = page(deputy, case, desk).content.decode().split('id="work-title"')[1]
    assert work.index(step_url(case, "execute_ruling")) < work.index(step_url(case, "record_ruling"))
    paper = Ruling.objects.get(case=case).paper
    sheet = page(deputy, case, url).content.decode()
    assert "7194-26" in sheet and paper.name in sheet and sheet.count(paper.blob_id) > 1
    assert page(deputy, case, url, {}).status_code == 200, "nothing is done without ЭЦП"
    file = reverse("cases:document", args=[case.pk, paper.pk])
    execute(ways.fresh(case))
    for who, at in ((case.person.user, "egov:cabinet:case"), (people.officer(), "con:officer:case")):
        assert page(who, case, reverse(at, args=[case.pk])).content.decode().count(file) > 1
        assert page(who, case, file).getvalue()
    assert ways.fresh(case).state == State.FINAL_HEARING
    page_text = page(case.person.user, case, reverse("egov:cabinet:case", args=[case.pk])).content.decode()
    assert words(STEPS["execute_ruling"].tells) in page_text
    struck = page(people.officer(), case, reverse("con:officer:case", args=[case.pk])).content.decode()
    bar = Bar.objects.get(case=case)
    with translation.override("ru"):
        bar_words = _("A new application is barred until %(until)s inclusive.") % {"until": in_words(bar.until)}
    assert f"<s>{bar_words}</s>" in struck
    against = next(c for _at, c in case.dossier.standing_checks if not c.clear)
    right: Any = {"kind": against.kind, "clear": True, "text": "", "reason": people.REASONS}
    ways.take(ways.fresh(case), "correct_check", **right)
    dropped = ways.take(ways.fresh(case), "drop_final_refusal")
    assert ways.take(ways.fresh(dropped), "grant").state == State.GRANTED
