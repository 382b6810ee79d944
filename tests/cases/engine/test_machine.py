"""The machine as a table: each (actor, state, step) that is declared works, every other is refused."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from cases.engine import performing
from cases.engine.steps import steps_from, steps_of
from cases.engine.steps.declaring import DuplicateStepError
from cases.engine.steps.errors import WrongActorError, WrongStateError
from cases.engine.terms.deadlines import needs_no_action
from cases.law.actors import Actor
from cases.law.errors import CaseError, NotFoundError
from cases.law.regulations import editions
from cases.models import Case, Deadline, Event
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.stages import exits
from cases.programmes.nomad.states import FINAL_STATES, OPEN_STATES, PLACES, State
from tests import people
from tests.cases.engine import ways

STEPS = NOMAD.steps
"""Of this programme alone."""


pytestmark = pytest.mark.django_db

A, S, M, O, C, H, T = "applicant", "screener", "signer", "officer", "clerk", "head", "clock"  # noqa: E741
HERE = ""
TABLE = [
    ("petition_draft", "submit_petition", A, "screening", "4"),
    ("petition_draft", "decline_consent", A, "consent_declined", "4"),
    ("screening", "admit", S, "admitted", "6"),
    ("screening", "correct_petition_document", S, HERE, "5"),
    ("screening", "return_petition", S, "petition_incomplete", "5"),
    ("petition_incomplete", "resubmit_petition", A, "screening", "5"),
    ("petition_incomplete", "take_up_petition", S, "screening", "5"),
    ("screening", "propose_screening_refusal", S, "ministry_review", "9"),
    ("screening", "refuse_screening", S, "petition_refused", "9"),
    ("admitted", "invite", S, "slot_choice", "6"),
    ("slot_choice", "book_interview", A, "interview", "6"),
    ("interview", "rebook", A, "interview", "6"),
    ("interview", "cancel_interview", A, "slot_choice", "6"),
    ("interview", "move_interview", S, "interview", "6"),
    ("interview", "record_interview", S, "ministry_review", "7"),
    ("interview", "reopen_calendar", S, "slot_choice", "6"),
    ("ministry_review", "correct_interview", S, HERE, "7"),
    ("ministry_review", "correct_reopening", S, HERE, "6"),
    ("ministry_review", "sign_petition", M, "petition_signed", "8"),
    ("ministry_review", "send_back_to_screening", M, "screening", "9"),
    ("ministry_review", "propose_petition_refusal", M, "petition_hearing", "9"),
    ("petition_hearing", "correct_interview", S, HERE, "7"),
    ("petition_hearing", "correct_reopening", S, HERE, "6"),
    ("petition_hearing", "drop_petition_refusal", M, "ministry_review", "9"),
    ("ministry_review", "decline_petition", M, "refusal_notice", "9"),
    ("petition_hearing", "decline_petition", M, "refusal_notice", "9"),
    ("refusal_notice", "notify_petition_refusal", S, "petition_refused", "9"),
    ("petition_signed", "file_application", A, "registration", "10"),
    ("registration", "register", O, "checks", "12"),
    ("registration", "return_for_rework", O, "rework", "12"),
    ("rework", "resubmit", A, "registration", "12"),
    ("rework", "annul", T, "annulled", "12"),
    ("checks", "record_check", O, HERE, "13"),
    ("checks", "send_to_knb", O, "knb", "14"),
    ("checks", "return_for_rework", O, "rework", "12"),
    ("knb", "record_knb_answer", O, "preliminary_decision", "15"),
    ("preliminary_decision", "approve_preliminary", O, "preliminary_approved", "19"),
    ("preliminary_decision", "propose_preliminary_refusal", O, "preliminary_hearing", "19"),
    ("preliminary_hearing", "drop_preliminary_refusal", O, "preliminary_decision", "19"),
    ("preliminary_decision", "refuse_preliminary", O, "preliminary_refused", "19"),
    ("preliminary_decision", "return_for_rework", O, "rework", "12"),
    ("preliminary_hearing", "refuse_preliminary", O, "preliminary_refused", "19"),
    ("preliminary_approved", "record_arrival", O, "arrived", "19"),
    ("preliminary_approved", "close_validity", T, "arrival_review", "19"),
    ("preliminary_approved", "claim_arrival", A, HERE, "19"),
    ("arrival_review", "record_arrival", O, "arrived", "19"),
    ("arrival_review", "claim_arrival", A, HERE, "19"),
    ("arrival_review", "lapse", O, "lapsed", "19"),
    ("arrival_review", "close_arrival_word", T, HERE, "art. 73"),
    ("lapsed", "claim_arrival", A, HERE, "19"),
    ("preliminary_approved", "sign_consent", A, HERE, "20(10)"),
    ("arrived", "sign_consent", A, HERE, "20(10)"),
    ("arrived", "open_intake", C, "intake", "20"),
    ("intake", "reconcile_document", C, HERE, "21"),
    ("intake", "correct_package_document", C, HERE, "21"),
    ("registered", "correct_package_document", C, HERE, "21"),
    ("intake", "file_at_con", C, "dispatch", "21"),
    ("intake", "return_package", C, "arrived", "21"),
    ("dispatch", "hand_to_courier", C, "in_transit", "21"),
    ("in_transit", "receive_originals", O, "final_review", "22"),
    ("final_review", "record_check", O, HERE, "13"),
    ("final_review", "compare_originals", O, HERE, "22"),
    ("final_hearing", "compare_originals", O, HERE, "22"),
    ("final_review", "grant", O, "granted", "22"),
    ("final_review", "propose_final_refusal", O, "final_hearing", "24"),
    ("final_hearing", "record_check", O, HERE, "13"),
    ("final_hearing", "drop_final_refusal", O, "final_review", "24"),
    ("final_review", "refuse_final", O, "final_refused", "24"),
    ("final_hearing", "refuse_final", O, "final_refused", "24"),
    ("preliminary_hearing", "object_to_refusal", A, HERE, "art. 73"),
    ("petition_hearing", "object_to_ministry", A, HERE, "art. 73"),
    ("preliminary_hearing", "ask_hearing", A, HERE, "art. 73"),
    ("petition_hearing", "ask_ministry_hearing", A, HERE, "art. 73"),
    ("preliminary_hearing", "waive_hearing", A, HERE, "art. 73"),
    ("petition_hearing", "waive_ministry_hearing", A, HERE, "art. 73"),
    ("preliminary_hearing", "move_hearing", O, HERE, "art. 73"),
    ("petition_hearing", "move_ministry_hearing", M, HERE, "art. 73"),
    ("preliminary_hearing", "record_hearing", O, HERE, "art. 74"),
    ("petition_hearing", "record_ministry_hearing", M, HERE, "art. 74"),
    ("preliminary_hearing", "correct_hearing", O, HERE, "art. 74"),
    ("petition_hearing", "correct_ministry_hearing", M, HERE, "art. 74"),
    ("preliminary_decision", "except_hearing", O, HERE, "art. 73"),
    ("final_review", "except_hearing", O, HERE, "art. 73"),
    ("ministry_review", "except_ministry_hearing", M, HERE, "art. 73"),
    ("granted", "register_residence", C, "registered", "25"),
    ("registered", "reconcile_document", C, HERE, "21"),
    ("registered", "order_card", C, "card_ordered", "26"),
    ("card_ordered", "issue_card", C, "card_issued", "27"),
]
"""process.md, "The states", typed a second time: from, step, by whom, to, paragraph."""
HEARINGS = ("petition_hearing", "preliminary_hearing", "final_hearing")
HEARD = {"decline_petition", "refuse_preliminary", "refuse_final"}
TABLE += [("final_hearing", name, A, HERE, "art. 73") for name in ("object_to_refusal", "ask_hearing", "waive_hearing")]
TABLE += [
    ("final_hearing", "move_hearing", O, HERE, "art. 73"),
    ("final_hearing", "record_hearing", O, HERE, "art. 74"),
    ("final_hearing", "correct_hearing", O, HERE, "art. 74"),
]
TABLE += [(state, name, T, HERE, "art. 73") for state in HEARINGS for name in ("close_objections", "end_hearing_wait")]
"""art. 73, 74 of the АППК."""

WAITS = {
    A: "petition_draft petition_incomplete slot_choice petition_signed rework preliminary_approved arrived granted",
    S: "screening admitted interview refusal_notice",
    M: "ministry_review petition_hearing",
    O: """
        registration checks knb preliminary_decision preliminary_hearing arrival_review in_transit final_review
        final_hearing
    """,
    C: "intake dispatch registered card_ordered",
    H: "",
    "": "consent_declined petition_refused annulled preliminary_refused lapsed final_refused withdrawn superseded "
    "card_issued",
}
OPEN = """
    petition_draft screening petition_incomplete admitted slot_choice interview ministry_review petition_hearing
    refusal_notice
    petition_signed registration rework checks knb preliminary_decision preliminary_hearing preliminary_approved
    arrival_review arrived intake dispatch in_transit final_review final_hearing granted registered card_ordered
"""
WAY = OPEN.split()


def _way(first: str, last: str) -> list[str]:
    return WAY[WAY.index(first) : WAY.index(last) + 1]


CHECKED = _way("checks", "final_hearing")
TABLE += [(state, "record_number", O, HERE, "12") for state in CHECKED]
TABLE += [(state, "correct_check", O, HERE, "13") for state in CHECKED]
TABLE += [(state, "correct_courier", C, HERE, "21") for state in _way("in_transit", "final_hearing")]
TABLE += [(state, "correct_residence", C, HERE, "25") for state in ("registered", "card_ordered", "card_issued")]
TABLE += [("card_issued", "correct_card", C, HERE, "27")]
TABLE += [(state, "correct_document", O, HERE, "12") for state in ("registration", *CHECKED)]
TABLE += [(state, "correct_arrival", O, HERE, "19") for state in _way("arrived", "final_hearing")]
TABLE += [(state, "correct_crossing", O, HERE, "19") for state in _way("arrived", "final_hearing")]
TABLE += [(state, "correct_visit", C, HERE, "20") for state in _way("intake", "final_hearing")]
TABLE += [(state, "correct_receipt", O, HERE, "22") for state in ("final_review", "final_hearing")]
TABLE += [(state, "correct_reopening", S, HERE, "6") for state in ("slot_choice", "interview")]
ENDING = [state for state in _way("petition_draft", "final_hearing") if state != "arrival_review"]
DECIDED = [*_way("granted", "card_ordered"), "card_issued"]
AFTER = ["arrival_review", *DECIDED, "annulled", "preliminary_refused", "lapsed", "final_refused"]
ABROAD = [*_way("preliminary_approved", "card_ordered"), "card_issued", "lapsed", "final_refused"]
BROKEN_OFF = ["withdrawn", "consent_declined", "superseded"]
TABLE += [(state, "withdraw", A, "withdrawn", "annex") for state in ENDING]
TABLE += [(state, "withdraw_processing", A, "consent_declined", "4") for state in ENDING[1:]]
TABLE += [
    (state, "withdraw_processing_later", A, HERE, "4")
    for state in (*AFTER, "petition_refused", "withdrawn", "superseded")
]
TABLE += [(state, "withdraw_transfer", A, HERE, "annex") for state in ABROAD]
TABLE += [
    (state, "record_withdrawal_at_screening", S, "consent_declined", "4")
    for state in _way("screening", "refusal_notice")
]
TABLE += [("petition_refused", "record_withdrawal_after_petition", S, HERE, "4")]
TABLE += [("petition_signed", "record_withdrawal_at_ministry", M, "consent_declined", "4")]
FILED = [state for state in ENDING if state in _way("registration", "final_hearing")]
TABLE += [(state, "record_withdrawal", O, "consent_declined", "4") for state in FILED]
TABLE += [(state, "record_withdrawal_later", O, HERE, "4") for state in AFTER]
TABLE += [(state, "record_transfer_withdrawal", O, HERE, "annex") for state in ABROAD]
TABLE += [(s, "return_originals", O, HERE, "21") for s in (*DECIDED, "final_refused", *BROKEN_OFF)]
TABLE += [(state, "return_originals_at_centre", C, HERE, "21") for state in BROKEN_OFF]
AGAIN = {O: ("take_originals_again", "22"), C: ("take_originals_again_at_centre", "21")}
TABLE += [(s, AGAIN[O][0], O, HERE, AGAIN[O][1]) for s in ("in_transit", "final_review", "final_hearing")]
TABLE += [(s, AGAIN[C][0], C, HERE, AGAIN[C][1]) for s in ("intake", "dispatch")]
RULED = ["petition_incomplete", "rework", "petition_refused", "annulled", "preliminary_refused", "lapsed",
         "final_refused", "withdrawn", "superseded", "consent_declined", *DECIDED]  # fmt: skip
RULINGS = ("record_ruling", "execute_ruling", "withdraw_ruling")
SINCE_A_RETURN = [state for state in _way("screening", "final_hearing") if state not in RULED]
TABLE += [(state, name, H, HERE, "art. 91") for state in (*RULED, *SINCE_A_RETURN) for name in RULINGS]
TABLE += [(state, "give_way", H, "superseded", "art. 91") for state in WAY]
BY_OFFICIALS = [state for state in WAY if any(state in WAITS[by].split() for by in (S, M, O, C))]
TABLE += [(state, "order_act", H, HERE, "art. 91(4)") for state in BY_OFFICIALS]
TABLE += [(state, "choose_language", A, HERE, "") for state in WAY]
TRIPLES = {(by, state, name) for state, name, by, _target, _paragraph in TABLE}
UNHEARD = {(by, state, name) for by, state, name in TRIPLES if name in HEARD and state not in HEARINGS}
"""Acts that are taken from there only where no hearing goes before: by the edition, or by a recorded exception."""
BESIDE = {"give_way", "order_act"}
"""Taken with a step of another case, never by itself."""
BACK = {
    "petition_incomplete": "screening",
    "rework": "registration",
    "petition_refused": "petition_hearing",
    "annulled": "rework",
    "preliminary_refused": "preliminary_hearing",
    "lapsed": "arrival_review",
    "final_refused": "final_hearing",
    "withdrawn": "screening",
    "superseded": "screening",
    "consent_declined": "screening",
    **dict.fromkeys(DECIDED, "final_review"),
}
"""Where the cases of `every_case` go back to when the act falls that brought them there."""
RESTARTED = {
    "registration": {"register", "decision"},
    "rework": {"rework"},
    "arrival_review": {"arrival_review", "arrival_word"},
    "screening": {"screening"},
    "final_review": {"final"},
    **{key: {"objection", "hearing_wait", "hearing"} for key in HEARINGS},
}
"""The terms that begin anew where a case has gone back to."""

_FILED = {
    *_way("registration", "card_ordered"),
    "annulled",
    "preliminary_refused",
    "lapsed",
    "final_refused",
    "card_issued",
}
_NUMBERED = {*_way("preliminary_approved", "card_ordered"), "lapsed", "final_refused", "card_issued"}
SEES = {
    A: set(State.values),
    S: {*_way("screening", "refusal_notice"), "petition_refused", "withdrawn", "superseded"},
    M: {"ministry_review", "petition_hearing", "refusal_notice", "petition_refused", "petition_signed"} | _FILED,
    O: _FILED,
    C: _NUMBERED,
    H: {*WAY, *RULED} - {"petition_draft", "consent_declined"},
    T: set(State.values),
}
"""process.md, "Who acts", for the cases of `every_case` (withdrawn at the screening)."""

STARTED = {
    "submit_petition": {"screening"}, "return_petition": {"completion"}, "resubmit_petition": {"screening"},
    "take_up_petition": {"screening"}, "propose_screening_refusal": {"ministry_review"},
    "send_back_to_screening": {"screening"}, "admit": {"invite"}, "invite": {"choice"}, "book_interview": {"interview"},
    "rebook": {"interview"}, "move_interview": {"interview"}, "reopen_calendar": {"choice"},
    "cancel_interview": {"choice"},
    "record_interview": {"ministry_review"},
    "decline_petition": {"refusal_notice"}, "file_application": {"register", "decision"},
    "resubmit": {"register", "decision"}, "return_for_rework": {"rework"}, "send_to_knb": {"knb"},
    "approve_preliminary": {"validity"},
    "close_validity": {"arrival_review", "arrival_word"}, "record_arrival": {"package"}, "return_package": {"package"},
    "open_intake": {"reconcile"}, "file_at_con": {"dispatch"}, "hand_to_courier": {"courier"},
    "receive_originals": {"final"}, "grant": {"residence"}, "register_residence": {"card_order"},
    "order_card": {"card"},
    "propose_petition_refusal": {"objection", "hearing_wait", "hearing"},
    "propose_preliminary_refusal": {"objection", "hearing_wait", "hearing"},
    "propose_final_refusal": {"objection", "hearing_wait", "hearing"}, "order_act": {"ordered"},
}  # fmt: skip
BARS = {"refuse_preliminary": "preliminary_refused", "lapse": "lapsed", "refuse_final": "final_refused"}

GATEWAYS = {"record_check": {"ibd", "sio", "adis", "berkut"}, "record_knb_answer": {"knb"}}
"""Whose answer may take which step without a person: «в ручном режиме» the other way round (п. 13–15, 22)."""
REPORTED = [(state, name, system) for state, name, *_rest in TABLE for system in sorted(GATEWAYS.get(name, ()))]


def test_the_declared_steps_are_those_of_the_process() -> None:
    declared = [
        (source.value, s.name, s.by.value, s.target.value if s.target else HERE, s.paragraph)
        for s in STEPS.values()
        for source in s.sources
    ]
    assert sorted(declared) == sorted(TABLE)
    assert len(declared) == len(set(declared))


def test_systems_may_take_the_steps_whose_answer_is_theirs_and_no_other() -> None:
    assert {name: set(s.may_come_from.split()) for name, s in STEPS.items() if s.may_come_from} == GATEWAYS
    assert {STEPS[name].by for name in GATEWAYS} == {Actor.OFFICER}
    assert not any(STEPS[name].signed or STEPS[name].may_be_signed for name in GATEWAYS), "no machine signs"


@pytest.mark.database
@pytest.mark.parametrize(("state", "name", "system"), REPORTED)
def test_a_step_a_system_may_take_works_without_a_person(
    every_case: dict[State, Case], state: str, name: str, system: str
) -> None:
    case, declared = every_case[State(state)], STEPS[name]
    now = ways.ready_at(case, name)
    after = performing.perform(case.pk, name, None, now, ways.facts(case, name, now), gateway=system)
    assert after.state == (declared.target or state)
    last = Event.objects.filter(case=case).order_by("-id")[0]
    assert (last.step, last.actor, last.user, bool(last.user_name)) == (name, declared.by, None, True)
    ways.sound(case)


@pytest.mark.parametrize("state", State.values)
def test_a_system_takes_no_other_step_nor_anybody_in_its_name(every_case: dict[State, Case], state: str) -> None:
    """One with a single step, one with another, and in turn one with none and one that is not known."""
    case, turn = every_case[State(state)], State.values.index(state) % 2
    now, before = people.after(case), (ways.written(content=False), ways.fresh(case).__dict__["version"])
    officer, impersonated = ways.somebody("officer", case), ("knb", "sio")[turn]
    for name in STEPS:
        with pytest.raises(CaseError) as caught:
            performing.perform(case.pk, name, officer, now, gateway=impersonated)
        assert type(caught.value) in (WrongActorError, NotFoundError), name
        for system in ("knb", "sio", ("courier", "nobody")[turn]):
            if (state, name, system) not in REPORTED:
                own = system in GATEWAYS.get(name, ())
                with pytest.raises(WrongStateError if own else WrongActorError):
                    performing.perform(case.pk, name, None, now, gateway=system)
    assert (ways.written(content=False), ways.fresh(case).version) == before


def test_steps_stand_in_the_order_of_the_process() -> None:
    names = list(dict.fromkeys(name for _state, name, *_rest in TABLE))
    stages = {n: PLACES[STEPS[n].sources[0]].stage for n in names}
    assert [n for n in STEPS if n != "withdraw"][:12] == names[:12]
    assert list(STEPS)[-6:] == [*RULINGS, "order_act", "give_way", "withdraw"]
    last = {"withdraw", "give_way"}
    order = list(dict.fromkeys(stages[n] for n in STEPS if n not in last and STEPS[n].target))
    assert order == ["petition", "preliminary", "final", "residence"]


def test_twenty_seven_open_states_and_nine_final_wait_on_whom_the_process_says() -> None:
    assert [s.value for s in OPEN_STATES] == WAY
    assert len(FINAL_STATES) == 9
    for actor, states in WAITS.items():
        assert {s.value for s in State if (PLACES[s].waits_on or "") == actor} == set(states.split())


def test_every_state_is_reached_and_no_final_state_is_left() -> None:
    reached, todo = set(), {State.PETITION_DRAFT, State.PETITION_SIGNED}
    while todo:
        state = todo.pop()
        reached.add(state)
        todo |= {State(s.target) for s in steps_from(state) if s.target} - reached
    assert reached == set(State)
    assert [s for s in FINAL_STATES if any(step.target for step in steps_from(s))] == []
    assert all(steps_from(s) for s in OPEN_STATES)


def test_every_open_state_waits_on_who_can_move_it_or_for_a_person_to_appear() -> None:
    appear = {State.PRELIMINARY_APPROVED, State.ARRIVED, State.GRANTED}
    for state in set(OPEN_STATES) - appear:
        movers = {s.by for s in steps_from(state) if not s.optional and s.target not in (None, state)}
        assert PLACES[state].waits_on in movers, state


@pytest.mark.parametrize("edition", editions("nomad"), ids=lambda e: e.key)
def test_steps_start_the_terms_whose_event_they_are(edition: Any) -> None:
    assert {name: set(s.starts) for name, s in STEPS.items() if s.starts} == STARTED
    for name in STEPS:
        assert {t.key for t in edition.terms.values() if name in t.event} == STARTED.get(name, set()), name


@pytest.mark.parametrize("edition", editions("nomad"), ids=lambda e: e.key)
def test_a_term_runs_over_its_states_and_stops_when_a_step_leaves_them(edition: Any) -> None:
    for term in edition.terms.values():
        bounds = set(term.bounds)
        leaving = [s for s in STEPS.values() if set(s.sources) & bounds and s.target not in (None, *bounds)]
        for s in leaving:
            final = s.target is not None and PLACES[s.target].final
            own_word = s.name == "withdraw" or bool(s.recalls) or s.beside
            stops = term.key in s.stops or needs_no_action(term)
            assert stops or s.by == Actor.CLOCK or (final and own_word), (s.name, term.key)
        restarting = {s.name for s in STEPS.values() if term.key in s.starts}
        assert {s.name for s in STEPS.values() if term.key in s.stops} <= {s.name for s in leaving} | restarting


def test_every_open_state_has_its_day(every_case: dict[State, Case]) -> None:
    """A term runs in it, whoever it waits on; where a case begins, the page names the last day of filing instead
    (`tests/cases/programmes/test_days_of_open_states.py`). So the applicant has a day from which to complain, and the
    desk one by which to act."""
    for state in OPEN_STATES:
        case = every_case[state]
        running = Deadline.objects.filter(case=case, state=Deadline.RUNNING)
        begins = PLACES[state].begins
        days = [d.due_at for d in running if d.term and not needs_no_action(d.term)]
        assert begins or (days and case.due_at == min(days)), state
        assert not begins or not running, state
        assert all(state in term.bounds for d in running if (term := d.term)), state


def test_what_the_order_sets_no_term_for_binds_officials_or_reminds() -> None:
    for edition in editions("nomad"):
        for term in edition.terms.values():
            if not term.of_order:
                owner = {PLACES[State(s)].waits_on for s in term.bounds}
                assert term.on_expiry == ("reminder" if owner == {Actor.APPLICANT} else "overdue"), term.key
                assert term.unit == "working_days" and not term.by_clock, "no adverse act follows from it"


def test_bars_follow_the_three_ends_the_order_names() -> None:
    assert {name: s.bar for name, s in STEPS.items() if s.bar} == BARS
    assert all(set(BARS.values()) <= set(e.bars) for e in editions("nomad"))


def test_two_stages_can_not_declare_the_same_name() -> None:
    with pytest.raises(DuplicateStepError):
        steps_of(exits, SimpleNamespace(withdraw=exits.withdraw))  # type: ignore[arg-type]


DECLARED = sorted((state, name) for _by, state, name in TRIPLES - UNHEARD if name not in BESIDE)
WRITES = set({name: (state, name) for state, name in DECLARED}.values())
"""Each step once: what it writes, another database has to take as well. Where else it works is the machine's affair."""


@pytest.mark.parametrize(
    ("state", "name"), [pytest.param(*way, marks=[pytest.mark.database] * (way in WRITES)) for way in DECLARED]
)
def test_a_declared_step_works(every_case: dict[State, Case], state: str, name: str) -> None:
    case, declared = ways.case_for(every_case[State(state)], name), STEPS[name]
    now = ways.ready_at(case, name)
    ran = set(Deadline.objects.filter(case=case).values_list("pk", flat=True))
    after = ways.take(case, name, now, request_id="r" * 32)
    back = declared.goes_back and state in BACK
    assert after.state == (BACK[state] if back else declared.target or state)
    last = Event.objects.filter(case=case).order_by("-id")[0]
    assert (last.step, last.source, last.target, last.actor) == (name, state, after.state, declared.by)
    # A check stands by the paragraph of the place: a final one is п. 22, not п. 13.
    by_place = name in (
        "record_check",
        "correct_check",
        "reconcile_document",
        "correct_document",
        "correct_package_document",
    )
    paragraph = PLACES[State(last.source)].paragraph if by_place else declared.paragraph
    assert (last.at, last.paragraph, last.request_id) == (now, paragraph, "r" * 32)
    started = set(Deadline.objects.filter(case=case).exclude(pk__in=ran).values_list("key", flat=True))
    assert started == (RESTARTED[after.state] if back else STARTED.get(name, set()))
    if name not in RULINGS or state not in SINCE_A_RETURN:  # there the return is written by the test
        ways.sound(case)


@pytest.mark.parametrize("by", Actor.values)
@pytest.mark.parametrize("state", State.values)
def test_an_undeclared_step_is_refused(every_case: dict[State, Case], state: str, by: str) -> None:
    case = every_case[State(state)]
    user, now = ways.somebody(by, case), people.after(case)
    before = ways.written(content=False), ways.fresh(case).__dict__["version"]
    for name in STEPS:
        if (by, state, name) in TRIPLES and name not in BESIDE:
            continue
        expected = _refusal(by, state, name)
        with pytest.raises(CaseError) as caught:
            performing.perform(case.pk, name, user, now)
        assert type(caught.value) is expected, name
    assert (ways.written(content=False), ways.fresh(case).version) == before


def _refusal(by: str, state: str, name: str) -> type[CaseError]:
    if state not in SEES[by]:
        return NotFoundError
    return WrongStateError if STEPS[name].by == by and name not in BESIDE else WrongActorError
