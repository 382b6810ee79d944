"""The person is heard before an act against him: through the pages, in the languages of the proceedings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from cases.engine import clock, performing
from cases.engine.clock import overdue
from cases.engine.steps import STEPS
from cases.engine.steps.errors import NotMetError
from cases.law.actors import Actor
from cases.law.calendar import ALMATY, local_day
from cases.law.places import May
from cases.law.regulations import editions, why_text
from cases.models import Bar, Case, Deadline, Event, Ground, HearingEntry, Letter, Notice
from cases.programmes.nomad.kinds import TERMS
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import FINAL_STATES, PLACES, State
from cases.templatetags.dnr.days import in_words
from demo import walk
from tests import people
from tests.cases.engine import ways
from tests.cases.programmes.nomad.sitting import (
    ACTS,
    HOUR,
    WHY_KK,
    WHY_RU,
    Sitting,
    both,
    decide,
    now_in,
    paper,
    plain,
    proposal,
    words,
)
from tests.desks import signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uncaged")]

# ------------------------------------------------------------------------------------------------ the law of it


def test_no_act_against_a_person_comes_without_its_hearing_or_its_recorded_exception() -> None:
    """Over the table: whichever way leads to an end by an official's refusal, its last step asks for the hearing, and
    the hearing's state is reached by the notice alone."""
    unheard = {"refuse_screening"}  # АКФ ПИТ is no state body (п. 9); only where an edition leaves it the refusal
    adverse = {s.name for s in STEPS.values() if s.grounds and s.letter and s.target in FINAL_STATES} | {
        s.name for s in STEPS.values() for d in s.decisions for later in STEPS.values() if later.conveys == d
    }
    assert adverse - unheard == set(NOMAD.whole_shape.hearings)
    for name in NOMAD.whole_shape.hearings:
        step = STEPS[name]
        assert f"heard_before_{name}" in {need.name for need in step.requires}
        review, proposing, hearing = ACTS[name]
        assert step.sources == (review, hearing) and May.HEAR in PLACES[hearing].may
        assert [s.name for s in STEPS.values() if s.target == hearing] == [proposing]


@pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
def test_each_edition_says_before_which_acts_and_in_which_terms(law: Any) -> None:
    assert set(law.hearings) == set(NOMAD.whole_shape.hearings) and all(rule.needed for rule in law.hearings.values())
    terms = {key: law.terms[key] for key in ("objection", "hearing_wait", "hearing")}
    assert {key: (t.length, t.unit, t.basis) for key, t in terms.items()} == {
        "objection": (2, "working_days", "order"),
        "hearing_wait": (3, "working_days", "order"),
        "hearing": (5, "working_days", "goal"),
    }
    assert all(t.paragraph == "art. 73" for t in terms.values())
    assert all(rule.source and rule.confirmed for rule in law.hearings.values())


@pytest.mark.parametrize("act", ACTS)
def test_an_act_without_its_hearing_is_blocked_and_the_reason_names_the_day(act: str) -> None:
    case = people.case_in(ACTS[act][0])
    user, at = ways.a_person(STEPS[act].by, case), people.after(case)
    first, given = walk.hearing.possible_from(case, at), ways.facts(case, act, at)
    with translation.override("en"), ways.nothing_written(), pytest.raises(NotMetError) as caught:
        performing.perform(case.pk, act, user, at, given)
    assert f"possible from {first.day}\xa0" in str(caught.value)
    assert f"possible from {first.day}\xa0" in Sitting(case, user, "en").page(at)


@pytest.mark.parametrize("act", ACTS)
def test_in_the_hearing_it_is_blocked_until_the_third_working_day_is_over(act: str) -> None:
    case = people.hear(people.case_in(ACTS[act][0]), act)
    wait = Deadline.objects.get(case=case, key="hearing_wait")
    before = wait.due_at - timedelta(seconds=1)
    user = ways.a_person(STEPS[act].by, case)
    with translation.override("en"), pytest.raises(NotMetError) as caught:
        performing.perform(case.pk, act, user, before, ways.facts(case, act, before))
    assert f"possible from {local_day(wait.due_at).day}\xa0" in str(caught.value)
    assert ways.take(case, act, wait.due_at).state in (State.REFUSAL_NOTICE, *FINAL_STATES)
    assert Deadline.objects.get(case=case, key="hearing").state == Deadline.MET


def test_an_edition_may_ask_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    case = people.case_in("final_review")
    rules = {act: replace(rule, needed=False) for act, rule in case.law.hearings.items()}
    law = replace(case.law, hearings=rules)
    monkeypatch.setattr(Case, "law", property(lambda case: law))
    at = people.after(case)
    assert decide(case, "refuse_final", at).state == State.FINAL_REFUSED


@pytest.mark.parametrize("act", ACTS)
def test_a_case_of_the_law_that_is_recorded_spares_the_hearing(act: str) -> None:
    case = people.case_in(ACTS[act][0])
    name = "except_ministry_hearing" if act == "decline_petition" else "except_hearing"
    case = ways.take(case, name)
    at = people.after(case)
    case = decide(case, act, at)
    if act != "decline_petition":
        letter = Letter.objects.get(case=case, kind=STEPS[act].letter)
        assert (
            letter.facts["hearing"]["exception"] == {"ru": people.REASONS, "kk": ""}
            and letter.facts["hearing"]["exceptions"]
        )


def test_no_exception_is_known_until_an_administrator_enters_it() -> None:
    Ground.objects.filter(kind="no_hearing").delete()
    case, official, _me, at = both(State.FINAL_REVIEW, "en")
    assert "An administrator enters them among the grounds" in official.form("except_hearing", at)
    assert official.take("except_hearing", at, text=people.REASONS).status_code == 422
    assert not HearingEntry.objects.filter(case=case).exists()


# ------------------------------------------------------------------------------------------------ journeys


def test_refused_after_a_hearing_in_russian() -> None:
    """п. 22–24: proposed, objected with a file, heard by video, answered, refused; the letter says it all."""
    case, police, me, at = both(State.FINAL_REVIEW, "ru")
    assert police.take("propose_final_refusal", at, **proposal(case, "refuse_final", at)).status_code == 200
    assert now_in(case) == State.FINAL_HEARING
    notice = Letter.objects.get(case=case, kind="hearing_notice")
    assert Notice.objects.filter(case=case, what="propose_final_refusal", letter=notice).exists()
    assert Deadline.objects.get(case=case, key="final").state == Deadline.MET, "the notice keeps the days of п. 22"

    page = me.page(at + HOUR)
    assert people.REASONS in page and "Предлагается отказ: Вы можете возразить" in page
    assert "ст. 73 АППК" in page and "Вы можете возразить не позднее" in page
    assert me.attach("objection", at + HOUR, paper()).status_code == 302
    assert people.specimen("medical")[0] in me.form("object_to_refusal", at + HOUR)
    assert me.take("object_to_refusal", at + 2 * HOUR, text=WHY_RU).status_code == 200
    assert me.take("ask_hearing", at + 3 * HOUR, text="Нужен переводчик.").status_code == 200
    assert WHY_RU in police.page(at + 3 * HOUR)

    decide = walk.may_decide_at(Case.objects.get(pk=case.pk))
    clock.sweep(decide - HOUR, outbox=False)
    assert "сначала запишите протокол заслушивания" in police.page(decide)
    held: Any = HearingEntry.objects.get(case=case, kind="notice")
    hours = {"held_at": held.held_at, "ended_at": held.held_at + HOUR / 2}
    protocol = {name: f"{at.astimezone(ALMATY):%Y-%m-%dT%H:%M}" for name, at in hours.items()}
    protocol |= {"place": held.place, "attended": "Заявитель, сотрудник МС"}
    assert police.attach("hearing_protocol", decide, paper()).status_code == 302
    police.take("record_hearing", decide, **protocol, text="Заявитель повторил возражение.")
    refused = {"grounds": held.grounds, "text": people.REASONS}
    answer = police.take("refuse_final", decide + HOUR, **refused)
    assert answer.status_code == 422 and "Ответьте на возражения заявителя" in text(answer)
    assert people.REASONS in text(answer), "what was entered is kept"
    police.take("refuse_final", decide + HOUR, **refused, answer="Справка относится к другому лицу, отказ остаётся.")

    assert now_in(case) == State.FINAL_REFUSED and Bar.objects.filter(case=case).exists()
    heard = Letter.objects.get(case=case, kind="final_refusal").facts["hearing"]
    assert heard["answer"] == {"ru": "Справка относится к другому лицу, отказ остаётся.", "kk": ""}
    assert [objection["late"] for objection in heard["objected"]] == [False] and heard["held_at"]
    ways.sound(case)


def test_approved_after_objections_in_kazakh() -> None:
    """п. 19: what was objected holds, so the proposal is dropped with its reason, and the application is approved."""
    case, police, me, at = both(State.PRELIMINARY_DECISION, "kk")
    police.take("propose_preliminary_refusal", at, **proposal(case, "refuse_preliminary", at))
    assert "Бас тарту ұсынылып отыр" in me.page(at + HOUR) and "ӘРПК 73-б." in me.page(at + HOUR)
    me.take("object_to_refusal", at + HOUR, text=WHY_KK)
    assert WHY_KK in police.page(at + 2 * HOUR)
    police.take("drop_preliminary_refusal", at + 2 * HOUR, text="Қарсылық құжатпен расталды, негіз жоқ.")
    assert now_in(case) == State.PRELIMINARY_DECISION
    running = set(Deadline.objects.filter(case=case, state=Deadline.RUNNING).values_list("key", flat=True))
    assert running == {"hearing"}, "the service gains no new term by what it has proposed and dropped"
    police.take("approve_preliminary", at + 3 * HOUR)
    assert now_in(case) == State.PRELIMINARY_APPROVED
    assert Deadline.objects.get(case=case, key="hearing").state == Deadline.MET
    assert Letter.objects.filter(case=case, kind="preliminary_approval").exists()
    assert not Letter.objects.filter(case=case, kind="preliminary_refusal").exists()
    ways.sound(case)


def test_the_ministry_hears_the_person_and_astana_hub_sends_the_answer() -> None:
    """п. 8, 9: nobody says anything; the clock closes the days, the ministry declines, the notice says how it went."""
    case, ministry, me, at = both(State.MINISTRY_REVIEW, "ru")
    ministry.take("propose_petition_refusal", at, **proposal(case, "decline_petition", at))
    assert people.REASONS in me.page(at + HOUR)
    me.take("waive_ministry_hearing", at + HOUR, agree="on")
    decide = Deadline.objects.get(case=case, key="hearing_wait").due_at
    report = clock.sweep(decide, outbox=False)
    assert (report.taken["close_objections"], report.taken["end_hearing_wait"], report.failed) == (1, 1, 0)
    ministry.take("decline_petition", decide, grounds=[people.free_ground("petition")], text=people.REASONS)
    assert now_in(case) == State.REFUSAL_NOTICE
    case = ways.take(ways.fresh(case), "notify_petition_refusal")
    facts = Letter.objects.get(case=case, kind="petition_refusal").facts
    assert facts["hearing"]["waived_on"] == local_day(at + HOUR).isoformat() and facts["text"] == people.REASONS
    for language in ("ru", "kk"):
        with translation.override(language):
            part = render_to_string("letters/parts/heard.html", {"facts": facts, "language": language})
        sentences = ["No objections were received.", "No hearing by video took place."]
        assert all(words(language, sentence) in plain(part) for sentence in sentences)
        assert plain(part).count(facts["hearing"]["waived_on"][:4]) >= 3, "and the day of the waiver"
    ways.sound(case)


# ------------------------------------------------------------------------------------------------ the clock


def test_the_clock_closes_the_days_and_leaves_the_case_where_it_is() -> None:
    case = people.case_in("final_hearing")
    terms = {d.key: d for d in Deadline.objects.filter(case=case, state=Deadline.RUNNING)}
    assert set(terms) == {"objection", "hearing_wait", "hearing"}
    assert case.due_at == terms["hearing"].due_at, "the official's work is the decision, not the days of others"
    for key in ("objection", "hearing_wait"):
        clock.sweep(terms[key].due_at, outbox=False)
        clock.sweep(terms[key].due_at, outbox=False)
        assert Deadline.objects.get(pk=terms[key].pk).state == Deadline.EXPIRED
    steps = [e.step for e in Event.objects.filter(case=case, actor=Actor.CLOCK).order_by("id") if e.step in STEPS]
    assert steps == ["close_objections", "end_hearing_wait"] and now_in(case) == State.FINAL_HEARING
    clock.sweep(terms["hearing"].due_at, outbox=False)
    assert Deadline.objects.get(pk=terms["hearing"].pk).overdue_at, "a decision that nobody makes is overdue"
    ways.sound(case)


def test_the_person_is_reminded_of_the_last_day_although_the_case_waits_on_the_official() -> None:
    case = people.case_in("final_hearing")
    terms = {d.key: d for d in Deadline.objects.filter(case=case, state=Deadline.RUNNING)}
    remind_at = terms["objection"].due_at - overdue.REMIND
    clock.sweep(remind_at - timedelta(minutes=1), outbox=False)
    reminders = Notice.objects.filter(case=case, what="reminder", user=case.person.user)
    assert not reminders.exists()
    for _sweep in range(2):
        clock.sweep(remind_at, outbox=False)
    assert [n.facts["term"] for n in reminders] == ["objection"], "once, and of no term that asks nothing of him"


# ------------------------------------------------------------------------------------------------ readings


@pytest.mark.parametrize(("through", "running"), [(False, False), (True, True)])
def test_an_edition_says_whether_the_orders_own_term_runs_through_the_hearing(
    monkeypatch: pytest.MonkeyPatch, through: bool, running: bool
) -> None:
    """By default the notice keeps the three days of п. 22; the act follows within the hearing's own."""
    case = people.case_in("final_review")
    final = case.law.terms["final"]
    if through:
        terms = dict(case.law.terms) | {"final": replace(final, bounds=(*final.bounds, "final_hearing"))}
        law = replace(case.law, terms=terms)
        monkeypatch.setattr(Case, "law", property(lambda case: law))
    case = ways.take(case, "propose_final_refusal")
    term = Deadline.objects.get(case=case, key="final")
    assert (term.state == Deadline.RUNNING) is running
    case = ways.take(ways.fresh(case), "refuse_final")
    term.refresh_from_db()
    assert term.state == (Deadline.LATE if running else Deadline.MET)
    assert Deadline.objects.get(case=case, key="hearing").state == Deadline.MET


@pytest.mark.parametrize("key", ["objection", "hearing_wait", "hearing"])
def test_the_terms_can_be_asked_for_with_their_proof(key: str) -> None:
    out = StringIO()
    call_command("term", "order_2026_241", key, "2026-12-14T10:00", stdout=out)
    shown = out.getvalue()
    assert f"art. 73: {key}," in shown and "Independence Day" in shown
    assert ("a goal of the body" in shown) is (key == "hearing")


@pytest.mark.parametrize("key", ["objection", "hearing_wait"])
def test_both_sides_open_the_days_of_the_hearing_with_their_proof(key: str) -> None:
    """From the page of the case: each day of the count, its number and why."""
    case = people.case_in(State.FINAL_HEARING)
    term = Deadline.objects.get(case=case, key=key, state=Deadline.RUNNING)
    address = reverse("cases:deadline", args=[case.pk, term.pk])
    me, police = case.person.user, people.officer()
    assert me is not None
    for user, page in ((me, "egov:cabinet:case"), (police, "con:officer:case")):
        with people.at(people.after(case)):
            client = signed_in(user)
            assert f'href="{address}"' in text(client.get(reverse(page, args=[case.pk])))
            proof = text(client.get(address))
        with translation.override("en"):
            days = [in_words(day.date) for day in term.proof]
            whys = {str(why_text(day.why).in_("en")) for day in term.proof}
        assert all(day in proof for day in days) and all(escape(why) in proof for why in whys), user.role
        assert "Proof of the term, day by day" in proof and "· last day" in " ".join(proof.split())


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_page_of_the_order_shows_the_terms_with_their_paragraphs_and_their_count(language: str) -> None:
    people.reference()
    client = Client(headers={"accept-language": language})
    with people.at(people.START):
        page = plain(client.get("/order/"))
    section = page[page.index('id="hearing"') :]
    article = {"ru": "ст. 73 АППК", "kk": "ӘРПК 73-б."}[language]
    with translation.override(language):
        names = [str(TERMS[key]) for key in ("objection", "hearing_wait", "hearing")]
    assert all(name in section for name in names)
    assert section.count(article) >= 5, "three acts, two terms of the code"
    assert why_text("working_day").in_(language) in section and words(language, "a goal of the service") in section
