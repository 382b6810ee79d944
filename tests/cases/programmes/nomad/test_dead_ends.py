"""A fact that is put right to the person's disadvantage closes every step that stands on it, and leaves a way on.

Each open state × each fact that can be put right there: no decision is made against the file, and no case is stuck.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from cases.engine.steps import Step, steps_from
from cases.engine.steps.errors import NotMetError
from cases.law.actors import Actor
from cases.law.calendar import local_day
from cases.law.errors import CaseError
from cases.law.places import May
from cases.law.regulations import Rule
from cases.law.titles import list_at, rules_of
from cases.models import Bar, Case, Document, User
from cases.programmes.nomad.correcting import corrections
from cases.programmes.nomad.facts import Return
from cases.programmes.nomad.papers.documents import RULES
from cases.programmes.nomad.reasons import needs
from cases.programmes.nomad.states import OPEN_STATES, PLACES
from tests import people
from tests.cases.engine import ways

pytestmark = pytest.mark.django_db

WHY = "The paper was looked at once more."
Worsen = Callable[[Case], object]

# ------------------------------------------------------------------------------------------------ facts turned round


def document(kind: str, case: Case, **data: Any) -> None:
    """By whoever sees the paper in this state."""
    held = case.dossier.documents[kind]
    names = corrections.particulars.FACTS[kind]
    recorded = {name: getattr(held, name) for name in names} | data
    ways.take(case, _step(case, "correct_document"), kind=kind, recorded=recorded, reason=WHY)


def _step(case: Case, form: str) -> str:
    """The staff's own step; of two the later one, which is that of the desk at which the case stands."""
    return [s.name for s in steps_from(case.state) if s.form == form][-1]


def passport(case: Case) -> None:
    document("passport", case, expires_on=local_day(people.START), no_end=False)


def contract(case: Case) -> None:
    held = case.dossier.documents["housing"]
    assert held.valid_from
    document("housing", case, expires_on=held.valid_from + 30 * ways.DAY)


def check(kind: str, case: Case) -> None:
    held = case.dossier.check_now(kind)
    assert held
    given: dict[str, Any] = {"reference": f"{held.reference}-9", "answered_on": held.answered_on, "text": WHY}
    if kind == "knb":
        given["answered_on"] = people.after(case).date()
    ways.take(case, "correct_check", kind=kind, clear=False, reason=WHY, **given)


def original(case: Case) -> None:
    """The verdict on one of them is turned round; the check follows."""
    kind = next(iter(case.dossier.comparisons))
    rows = [{"kind": kind, "verdict": "differs", "text": "Another person's."}]
    ways.take(case, "compare_originals", rows=rows, reason=WHY)


def word(kind: str, case: Case) -> None:
    ways.take(case, "reconcile_document", kind=kind, accepted=False, text="Another person's.", reason=WHY)


FACTS: dict[str, Worsen] = {
    "passport": passport,
    "not legalised": partial(document, "criminal_record", legalisation="", legalisation_note=""),
    "contract": contract,
    "no notary": partial(document, "housing", notarised=False),
    "disease": partial(document, "medical", bars_entry=True),
    "interview": lambda case: ways.take(case, "correct_interview", recommended=False),
    "duty": lambda case: people.bank_takes_back(case, "prp"),
    "card duty": lambda case: people.bank_takes_back(case, "card"),
    **{kind: partial(check, kind) for kind in ("ibd", "sio", "knb", "border", "adis")},
    "originals": original,
    "word": partial(word, "passport"),
}

DOCUMENTS = {
    "passport": "passport",
    "not legalised": "criminal_record",
    "contract": "housing",
    "no notary": "housing",
    "disease": "medical",
}


def can_be(fact: str, case: Case) -> bool:
    """Whether this fact stands in the case and can be put right where it is."""
    if fact in DOCUMENTS:
        return DOCUMENTS[fact] in corrections.correctable_documents(case)
    if fact in ("duty", "card duty"):
        kind = {"duty": "prp", "card duty": "card"}[fact]
        return case.place.duty == kind and case.dossier.paid(kind)
    if fact == "originals":
        return bool(case.dossier.comparisons) and case.place.checks == "final"
    if fact == "word":
        return May.RECONCILE in case.place.may
    return fact in case.place.corrects or fact in corrections.correctable(case)


CLOSED = {
    "passport": "admit register send_to_knb approve_preliminary file_at_con grant order_card",
    "not legalised": "register send_to_knb approve_preliminary file_at_con grant",
    "contract": "file_at_con grant",
    "no notary": "file_at_con grant",
    "disease": "file_at_con grant",
    "duty": "register approve_preliminary grant resubmit",
    "card duty": "order_card",
    "knb": "approve_preliminary grant",
    "ibd": "approve_preliminary grant",
    "sio": "approve_preliminary grant",
    "border": "grant",
    "adis": "grant",
    "originals": "grant",
    "word": "file_at_con order_card",
    "interview": "",  # a recommendation: the ministry decides by its own analysis (п. 8)
}
"""By fact, the steps in the person's favour that stand on it."""

BORNE_OUT = {
    "passport": {"passport-term"},
    "not legalised": {"not-legalised"},
    "contract": {"housing-term"},
    "no notary": {"housing-notary"},
    "disease": {"art49-15"},
    "duty": {"duty", "duty-unpaid"},
    "knb": {"nsc-not-approved"},
    "interview": {"not-confirmed"},
    "adis": {"no-fingerprints"},
    "originals": {"originals-differ"},
}
"""By fact, the grounds that it bears out, and that nothing else does."""

# ------------------------------------------------------------------------------------------------ ways on


def moves(case: Case, now: datetime) -> Iterator[tuple[Step, str, dict[str, Any]]]:
    """What an official or the clock could do to bring the case on: the step, its ground, its facts."""
    for step in steps_from(case.state):
        if step.target is None or step.by == Actor.APPLICANT or step.beside:
            continue
        if issubclass(step.facts, Return):
            for ground, kind in _returns(case, now, step.grounds):
                given = {
                    "returns": [{"kind": kind, "ground": ground, "text": "On the last page nothing of it stands."}]
                }
                yield step, ground, given
        elif step.grounds:
            rows = case.dossier.grounds(step.grounds, people.local_day(now))
            fit = [g.code for g in rows if g.needs and not needs.why_not(case, now, g.needs)]
            yield from ((step, code, {"grounds": [code]}) for code in fit)
        else:
            yield step, "", {}


def _returns(case: Case, now: datetime, grounds: str) -> Iterator[tuple[str, str]]:
    for rule in rules_of(case, list_at(case)):
        for ground in case.dossier.grounds(grounds, people.local_day(now)):
            named = [need for need in ground.needs.split() if not need.startswith("about")]
            fits = named and needs.fits_document(ground.needs, rule)
            if fits and not needs.why_not(case, now, ground.needs, rule.kind):
                yield ground.code, rule.kind


def taken(case: Case, now: datetime) -> dict[str, set[str]]:
    """By step, the grounds with which it can be taken now ("" for none). Nothing stays written."""
    grounds: dict[str, set[str]] = {}
    for step, ground, given in moves(case, now):
        mark = transaction.savepoint()
        try:
            ways.take(ways.fresh(case), step.name, max(now, ways.ready_at(case, step.name)), **given)
            grounds.setdefault(step.name, set()).add(ground)
        except CaseError:
            pass
        finally:
            transaction.savepoint_rollback(mark)
    return grounds


def renewed(fact: str, case: Case, user: User) -> None:
    """п. 26 knows no refusal: who brings a valid passport, or pays, goes on."""
    now = people.after(case)
    if fact == "card duty":
        assert case.person.user
        people.pay(case, case.person.user, "card", now)
        return
    people.attach(case, user, "passport", now, seed=8)
    ways.take(ways.fresh(case), "reconcile_document", kind="passport", accepted=True)


BY_THEMSELVES = ("screening", "registration", "preliminary_decision", "final_review")
"""Where a decision is made: the fact bears out its own ground there."""
NOT_ASKED = {("screening", "not legalised")}
"""п. 4(8) asks for no legalisation yet."""


HEARINGS = [s for s in OPEN_STATES if May.HEAR in PLACES[s].may]
"""The file speaks against the person there already, and no step in the person's favour leads out."""
RECORDED = [s for s in OPEN_STATES if PLACES[s].corrects or May.RECONCILE in PLACES[s].may]


@pytest.mark.parametrize("state", [s for s in RECORDED if s not in HEARINGS])
def test_a_fact_turned_against_the_person_closes_what_stands_on_it_and_leaves_a_way(state: str) -> None:
    case = people.case_in(state)
    turned = [fact for fact in FACTS if can_be(fact, case)]
    assert turned or state in ("slot_choice", "interview", "granted", "card_ordered"), (
        "where no decision stands on what can be put right"
    )
    for fact in turned:
        mark = transaction.savepoint()
        FACTS[fact](ways.fresh(case))
        _looked_at(ways.fresh(case), fact)
        transaction.savepoint_rollback(mark)


def _looked_at(case: Case, fact: str) -> None:
    now, where = people.after(case), (str(case.state), fact)
    at_once = taken(case, now)
    assert not set(at_once) & set(CLOSED[fact].split()), ("decided against the file", where)
    ways_out = [at_once, taken(case, now + 7 * ways.DAY) if fact == "duty" else {}]
    if case.state == "registered":
        renewed(fact, case, ways.a_person(Actor.CLERK, case))
        ways_out.append(taken(ways.fresh(case), people.after(case)))
    assert any(ways_out) or case.place.waits_on == Actor.APPLICANT, ("no way on", where)
    used = {ground for way_out in ways_out for grounds in way_out.values() for ground in grounds if ground}
    others = set().union(*(BORNE_OUT[other] for other in BORNE_OUT if other != fact))
    assert not used & others, ("a ground that nothing bears out", where)
    if case.state in BY_THEMSELVES and fact in BORNE_OUT and where not in NOT_ASKED:
        assert used & BORNE_OUT[fact], ("its own ground is not borne out by it", where)


@pytest.mark.parametrize("state", HEARINGS)
def test_out_of_a_hearing_leads_the_act_that_was_proposed_or_the_way_back(state: str) -> None:
    """The way back is open whatever is put right; what the file bears out is looked at where the case stood before."""
    onward = [s for s in steps_from(state) if s.target and s.by in (Actor.OFFICER, Actor.SIGNER) and not s.recalls]
    back = [s for s in onward if s.form == "drop_refusal"]
    assert len(back) == 1 and not back[0].requires and back[0].target in RECORDED
    assert [s.form for s in onward if s not in back] == ["refuse_heard"]


def test_a_duty_is_paid_again_before_a_refusal_can_rest_on_it() -> None:
    case = people.case_in("final_review")
    people.bank_takes_back(case)
    now = people.after(ways.fresh(case))
    assert "duty-unpaid" not in taken(ways.fresh(case), now + 4 * ways.DAY).get("propose_final_refusal", set())
    assert "duty-unpaid" in taken(ways.fresh(case), now + 6 * ways.DAY)["propose_final_refusal"]
    assert case.person.user
    people.pay(ways.fresh(case), case.person.user, "prp", now + 6 * ways.DAY)
    result = taken(ways.fresh(case), now + 7 * ways.DAY)
    assert "grant" in result and "duty-unpaid" not in result.get("propose_final_refusal", set())


def returned(case: Case, kind: str, ground: str) -> Case:
    returns = [{"kind": kind, "ground": ground, "text": "On the last page nothing of it stands."}]
    return ways.take(ways.fresh(case), "return_for_rework", returns=returns)


def test_what_could_be_seen_at_the_registration_does_not_go_back_after_it() -> None:
    """Else the service would begin its own term again by returning."""
    for state in ("checks", "preliminary_decision"):
        case = people.case_in(state)
        with pytest.raises(NotMetError):
            returned(case, "photo", "photo")
        passport(case)
        with pytest.raises(NotMetError):
            returned(case, "photo", "photo")
        case = returned(case, "passport", "passport-term")
        assert case.state == "rework" and case.due_at and not Bar.objects.filter(case=case).exists()


def test_an_application_that_went_back_late_is_corrected_and_goes_the_whole_way_again() -> None:
    case = people.case_in("preliminary_decision")
    number = case.mp_number
    passport(case)
    case = returned(case, "passport", "passport-term")
    owner = ways.a_person(Actor.APPLICANT, case)
    people.attach(case, owner, "passport", people.after(case), seed=9)
    j = people.Journey(owner)
    j.case, j.now = ways.fresh(case), people.after(case)
    for name in ("resubmit", "register"):
        j.case = ways.take(ways.fresh(j.case), name)
    assert ways.fresh(j.case).mp_number == number
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(j.case), "send_to_knb")  # the checks are made again
    for kind in ("ibd", "sio"):
        ways.take(ways.fresh(j.case), "record_check", kind=kind)
    for name in ("send_to_knb", "record_knb_answer", "approve_preliminary"):
        ways.take(ways.fresh(j.case), name)
    ways.sound(j.case)


def test_a_package_that_matches_but_falls_short_goes_back() -> None:
    case = people.case_in("intake")
    contract(case)
    case = ways.take(ways.fresh(case), "return_package", missing=["housing"], text="The contract runs for 31 days.")
    assert case.state == "arrived"


def test_a_consent_that_is_taken_back_takes_nothing_out_of_the_package() -> None:
    """п. 20(10) asked for it when the package was filed; else its withdrawal would bring a year's bar."""
    case = people.case_in("final_review")
    assert "grant" in taken(ways.fresh(case), people.after(case))
    ways.take(ways.fresh(case), "withdraw_transfer")
    result = taken(ways.fresh(case), people.after(case))
    assert "grant" in result and "incomplete-package" not in result.get("propose_final_refusal", set())


def test_an_order_may_set_how_old_a_document_may_be() -> None:
    rule = Rule("recent", 90, "at_most", "4(8)")
    for days, good in ((90, True), (91, False)):
        document = Document(kind="criminal_record", issued_on=date(2026, 6, 1) - days * ways.DAY)
        assert (RULES["recent"](document, rule, date(2026, 6, 1)) is None) is good
    assert RULES["recent"](Document(kind="criminal_record"), rule, date(2026, 6, 1))
    assert RULES["recent"](Document(kind="criminal_record"), None, date(2026, 6, 1)) is None
