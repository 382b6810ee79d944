"""What an answer does to a case: what an officer's hand would, once; never to a case that has moved on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from cases.engine import clock, performing
from cases.engine.programmes import answering
from cases.engine.steps import STEPS
from cases.engine.steps.conditions import unmet
from cases.engine.steps.errors import NotMetError, WrongActorError
from cases.gateways import inbox
from cases.gateways.psh.base import Statement
from cases.law.calendar import ALMATY, local_day
from cases.law.errors import CaseError, NotFoundError, NotNowError
from cases.models import Case, Check, Deadline, Discrepancy, Dispatch, Event, Exchange, Payment, WaybillMove
from cases.outbox import exchanges
from cases.programmes.nomad import answers, resolving
from cases.programmes.nomad.checks import check_papers
from cases.programmes.nomad.correcting.corrections import DECIDED
from cases.programmes.nomad.facts import SecurityAnswer
from cases.programmes.nomad.filing import paying
from cases.programmes.nomad.requirements import discrepancies_resolved, knb_approved
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.cases.gateways import wire
from tests.cases.gateways.wire import DAY, HOUR, Line, answer, asked, deliver, fresh

pytestmark = pytest.mark.django_db

JUNE = datetime(2026, 6, 20, 12, 0, tzinfo=ALMATY)


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Line:
    return wire.join(monkeypatch, settings)


def applied(row: Exchange, now: datetime | None = None) -> Exchange:
    """Apply what was told; the row as it stands afterwards."""
    assert exchanges.apply(row.pk, now or row.created_at)
    exchange: Exchange = fresh(row)
    return exchange


def tell(system: str, operation: str, payload: dict[str, Any], now: datetime, key: str = "k-1") -> Exchange:
    return applied(inbox.receive(system, operation, payload, key, now))


def opinion(case: Case, **facts: Any) -> dict[str, Any]:
    return {"case": case.number, "clear": True, "reference": "12/3-7", "answered_on": "2026-06-03"} | facts


def last_event(case: Case) -> Event:
    event: Event = Event.objects.filter(case=case).order_by("-id")[0]
    return event


def word_on(case: Case, kind: str) -> Check:
    check = case.dossier.check(kind)
    assert check is not None
    return check


HAND, SYSTEM = Discrepancy.HAND, Discrepancy.SYSTEM


def resolve(
    discrepancy: Discrepancy, side: str, now: datetime, word: str, given: tuple[str, date | None] = ("", None)
) -> None:
    """As the officer of its case."""
    resolving.resolve(discrepancy.pk, people.officer(), now, resolving.Choice(side, word, *given))


def letter(case: Case) -> tuple[str, date]:
    """A newer letter of КНБ, attached: its number and date."""
    ways.knb_letter(ways.fresh(case), people.after(case))
    return "12/3-8", local_day(people.after(case))


def at_knb(line: Line) -> Case:
    """A case that waits for КНБ, its question sent and accepted."""
    case = ways.take(people.case_in("checks"), "send_to_knb")
    deliver(asked(case, "knb.approve"))
    return case


# ------------------------------------------------------------------------------------------------ the checks


@pytest.mark.parametrize(
    ("step", "state", "key", "kind"),
    [
        ("register", "registration", "ibd.check", "ibd"),
        ("register", "registration", "sio.check", "sio"),
        ("receive_originals", "in_transit", "ibd.check", "ibd"),
        ("receive_originals", "in_transit", "sio.check", "sio"),
        ("receive_originals", "in_transit", "adis.check", "adis"),
        ("receive_originals", "in_transit", "berkut.crossing", "border"),
    ],
)
def test_a_check_is_recorded_as_the_officer_would(line: Line, step: str, state: str, key: str, kind: str) -> None:
    case = ways.take(people.case_in(state), step)
    line.usual = wire.right
    row = deliver(asked(case, key))
    assert (row.state, row.outcome, row.applied_at) == ("answered", "applied", row.next_at or row.applied_at)
    check = Check.objects.get(case=case, kind=kind, at=row.applied_at or JUNE)
    assert (check.clear, check.by, check.reference) == (True, None, answer(key).to_json()["reference"])
    event = last_event(case)
    assert (event.step, event.actor, event.user) == ("record_check", "officer", None)
    assert event.user_name in ("ИБД", "СИО ПСО", "АДИС", "ЕИС «Беркут»")
    ways.sound(case)


def test_an_answer_is_applied_once(line: Line) -> None:
    case = ways.take(people.case_in("registration"), "register")
    line.usual = wire.right
    row = deliver(asked(case, "ibd.check"))
    before = ways.written()
    answering.apply(row.pk, people.after(case))
    assert not exchanges.apply(row.pk, people.after(case))
    assert ways.written() == before


def test_a_check_entered_by_hand_meanwhile_and_agreed_with_changes_nothing(line: Line) -> None:
    case = ways.take(people.case_in("registration"), "register")
    ways.take(case, "record_check", kind="ibd")
    row = asked(case, "ibd.check")
    assert (row.state, row.by_hand_at is not None, row.by) == ("pending", True, people.officer())
    line.usual = wire.right
    version = ways.fresh(case).version
    assert deliver(row, people.after(case)).outcome == "agreed"
    assert ways.fresh(case).version == version


@pytest.mark.parametrize("moved_on", [False, True])
def test_a_late_answer_that_differs_raises_a_discrepancy_and_changes_no_fact(line: Line, moved_on: bool) -> None:
    case = ways.take(people.case_in("registration"), "register")
    for kind in ("ibd", "sio"):
        case = ways.take(case, "record_check", kind=kind)
    if moved_on:
        case = ways.take(case, "send_to_knb")
    line.says.append(answer("ibd.check", clear=False, text="Wanted."))
    row = deliver(asked(case, "ibd.check"), people.after(case))
    discrepancy = Discrepancy.objects.get(case=case)
    assert (row.outcome, discrepancy.what, discrepancy.exchange, discrepancy.resolved_at) == (
        "discrepancy",
        "ibd",
        row,
        None,
    )
    assert (discrepancy.by_hand["clear"], discrepancy.by_system["clear"], discrepancy.by_system["text"]) == (
        True,
        False,
        "Wanted.",
    )
    event = last_event(case)
    assert (event.step, event.user_name, event.facts) == ("discrepancy", "ИБД", {"what": "ibd"})
    after = ways.fresh(case)
    assert (after.state, word_on(after, "ibd").clear) == (case.state, True)
    ways.sound(case)


def test_an_answer_of_the_first_round_is_not_of_the_last(line: Line) -> None:
    """The officer has entered it long ago; it comes when the last checks are made, and does not count as one."""
    case = ways.take(people.case_in("in_transit"), "receive_originals")
    first, second = Exchange.objects.filter(case=case, system="ibd").order_by("id")
    line.usual = wire.right
    assert deliver(first, second.next_at).outcome == "agreed"
    assert not Check.objects.filter(case=case, kind="ibd", at__gte=case.checks_since).exists()
    assert deliver(second).outcome == "applied"


@pytest.mark.parametrize("leave", ["withdraw"])
def test_an_answer_for_a_closed_case_is_kept_and_shown(line: Line, leave: str) -> None:
    case = ways.take(people.case_in("registration"), "register")
    deliver(asked(case, "ibd.check"))
    ways.take(ways.fresh(case), leave)
    row = asked(case, "ibd.check")
    Exchange.objects.filter(pk=row.pk).update(
        state="answered", answer=answer("ibd.check", clear=False).to_json(), next_at=people.after(case)
    )
    version = ways.fresh(case).version
    assert applied(row, people.after(case)).outcome == "kept"
    assert (ways.fresh(case).version, Discrepancy.objects.count()) == (version, 0)


# ------------------------------------------------------------------------------------------------ КНБ


def test_the_opinion_of_the_security_bodies_moves_the_case(line: Line) -> None:
    case = at_knb(line)
    now = people.after(case, 5 * DAY)
    question = asked(case, "knb.approve")
    row = tell("knb", "answer", opinion(case, in_reply_to=question.key), now)
    after = ways.fresh(case)
    assert (row.outcome, after.state, word_on(after, "knb").reference) == (
        "applied",
        "preliminary_decision",
        "12/3-7",
    )
    question = fresh(question)
    assert (question.state, question.outcome, question.answered_at, question.correlation) == (
        "answered",
        "applied",
        now,
        "k-1",
    )
    event = last_event(case)
    assert (event.step, event.actor, event.user_name, event.paragraph) == ("record_knb_answer", "officer", "КНБ", "15")
    ways.sound(case)


def test_an_opinion_given_at_once_moves_the_case_too(line: Line) -> None:
    case = ways.take(people.case_in("checks"), "send_to_knb")
    line.says.append(answer("knb.approve", clear=False, text="No."))
    assert deliver(asked(case, "knb.approve")).outcome == "applied"
    assert word_on(ways.fresh(case), "knb").clear is False


def test_a_question_still_under_way_is_answered_by_what_came(line: Line) -> None:
    """The callback is quicker than the answer to our request: the worker who sends loses its lease."""
    case = ways.take(people.case_in("checks"), "send_to_knb")
    question = asked(case, "knb.approve")
    now = people.after(case)

    def quicker(operation: Any, request: Any) -> Any:
        tell("knb", "answer", opinion(case, in_reply_to=question.key), now)

    line.says.append(quicker)
    row = deliver(question, now)
    assert (row.state, row.outcome, ways.fresh(case).state) == ("answered", "applied", "preliminary_decision")


def test_the_same_opinion_sent_twice_counts_once(line: Line) -> None:
    case = at_knb(line)
    now = people.after(case, DAY)
    tell("knb", "answer", opinion(case), now)
    version = ways.fresh(case).version
    assert tell("knb", "answer", opinion(case), now + HOUR, key="k-2").outcome == "duplicate"
    assert ways.fresh(case).version == version


def test_a_second_opinion_that_says_otherwise_is_a_discrepancy(line: Line) -> None:
    case = at_knb(line)
    now = people.after(case, DAY)
    tell("knb", "answer", opinion(case), now)
    assert tell("knb", "answer", opinion(case, clear=False), now + HOUR, key="k-2").outcome == "discrepancy"


def test_a_late_no_after_a_yes_by_hand_stops_the_approval_until_an_officer_has_given_a_word(line: Line) -> None:
    case = ways.take(at_knb(line), "record_knb_answer")
    assert case.state == State.PRELIMINARY_DECISION
    row = tell("knb", "answer", opinion(case, clear=False), people.after(case))
    assert row.outcome == "discrepancy"
    assert asked(case, "knb.approve").outcome == "discrepancy"
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(case), "approve_preliminary")
    discrepancy = Discrepancy.objects.get(case=case)
    with pytest.raises(NotNowError) as nothing_attached:
        bare = "12/3-8", local_day(people.after(case))
        resolve(discrepancy, HAND, people.after(case), "Their newer letter approves.", bare)
    assert str(nothing_attached.value) == str(check_papers.LETTER_MISSING)
    newer = letter(case)
    resolve(discrepancy, HAND, people.after(case), "Their newer letter approves.", newer)
    discrepancy, paper = fresh(discrepancy), word_on(ways.fresh(case), "knb").paper
    assert paper is not None and paper.kind == check_papers.KNB_LETTER
    assert (discrepancy.resolved_by, discrepancy.side, discrepancy.letter_number) == (people.officer(), HAND, "12/3-8")
    assert (last_event(case).step, last_event(case).user) == ("discrepancy_resolved", people.officer())
    held = word_on(ways.fresh(case), "knb")
    assert (held.clear, held.reference, held.answered_on) == (True, *newer)
    assert ways.take(ways.fresh(case), "approve_preliminary").state == "preliminary_approved"
    ways.sound(case)


def test_a_late_yes_after_a_no_by_hand_stops_the_refusal_until_an_officer_has_given_a_word(line: Line) -> None:
    """A refusal brings a year's bar: it must not rest on a "no" that the bodies themselves contradict."""
    case = ways.take(at_knb(line), "record_knb_answer", clear=False)
    row = tell("knb", "answer", opinion(case), people.after(case))
    assert row.outcome == "discrepancy"
    with pytest.raises(NotMetError) as refused:
        ways.take(ways.fresh(case), "refuse_preliminary", grounds=["nsc-not-approved"])
    assert refused.value.reasons == [str(discrepancies_resolved.check(ways.fresh(case), people.after(case)))]
    resolve(Discrepancy.objects.get(case=case), SYSTEM, people.after(case), "Their own answer holds.")
    assert ways.take(ways.fresh(case), "approve_preliminary").state == "preliminary_approved"
    ways.sound(case)


def test_the_answer_of_the_system_that_is_chosen_is_the_fact_and_no_permit_follows(line: Line) -> None:
    case = ways.take(at_knb(line), "record_knb_answer")
    tell("knb", "answer", opinion(case, clear=False), people.after(case))
    resolve(Discrepancy.objects.get(case=case), SYSTEM, people.after(case), "Their own answer holds.")
    case = ways.fresh(case)
    held = word_on(case, "knb")
    assert (held.clear, held.reference, held.corrects and held.corrects.clear) == (False, "12/3-7", True)
    with pytest.raises(NotMetError) as refused:
        ways.take(case, "approve_preliminary")
    assert refused.value.reasons == [str(knb_approved.check(case, people.after(case)))]
    ways.take(case, "refuse_preliminary", grounds=["nsc-not-approved"])
    ways.sound(case)


def correct(
    discrepancy: Discrepancy, side: str, now: datetime, word: str, given: tuple[str, date | None] = ("", None)
) -> Discrepancy:
    return resolving.correct(discrepancy.pk, people.officer(), now, resolving.Choice(side, word, *given))


def contradicted(line: Line) -> tuple[Case, Discrepancy]:
    """An approval is entered by hand, and the bodies themselves answer no."""
    case = ways.take(at_knb(line), "record_knb_answer")
    tell("knb", "answer", opinion(case, clear=False), people.after(case))
    return case, Discrepancy.objects.get(case=case)


def test_a_resolution_is_put_right_and_the_former_stays(line: Line) -> None:
    case, discrepancy = contradicted(line)
    resolve(discrepancy, SYSTEM, people.after(case), "Their own answer holds.")
    now, newer = people.after(case), letter(case)
    for side, word, given in (
        (SYSTEM, "Their own answer holds.", ("", None)),
        (HAND, "........", newer),
        (HAND, "It was right.", ("", None)),
    ):
        with pytest.raises(NotNowError):
            correct(discrepancy, side, now, word, given)
    new = correct(discrepancy, HAND, now, "Their newer letter had come before.", newer)
    assert (new.corrects_id, new.side, fresh(discrepancy).side) == (discrepancy.pk, HAND, SYSTEM)
    held = word_on(ways.fresh(case), "knb")
    assert (held.clear, held.reference, held.corrects and held.corrects.clear) == (True, "12/3-8", False)
    with pytest.raises(NotNowError):
        correct(discrepancy, HAND, now, "A second officer says so too.", newer)
    assert last_event(case).step == "resolution_corrected"
    case = ways.take(ways.fresh(case), "approve_preliminary")
    tried = people.after(case)
    assert correct(new, SYSTEM, tried, "Their own answer holds after all.").side == SYSTEM, "the final one stands on it"
    assert not word_on(ways.fresh(case), "knb").clear
    ways.sound(case)


def test_a_resolution_is_not_put_right_after_the_decision(line: Line) -> None:
    case = ways.take(at_knb(line), "record_knb_answer", clear=False)
    tell("knb", "answer", opinion(case), people.after(case))
    discrepancy = Discrepancy.objects.get(case=case)
    resolve(discrepancy, HAND, people.after(case), "Their newer letter refuses.", letter(case))
    case = ways.take(ways.fresh(case), "refuse_preliminary", grounds=["nsc-not-approved"])
    with pytest.raises(NotNowError) as error:
        correct(discrepancy, SYSTEM, people.after(case), "Their own answer holds.")
    assert str(error.value) == str(DECIDED)


def test_a_resolved_payment_stands_again_as_it_stood(line: Line) -> None:
    """The officer took the bank's word for this payment, and it was about another."""
    case = people.case_in("registration")
    paid = next(p for p in case.dossier.payments if p.state == "paid")
    ours = {"state": "paid", "amount": str(paid.amount), "code": paid.code}
    row = Exchange.objects.create(
        system="psh",
        operation="payment",
        direction=Exchange.IN,
        case=case,
        key="k-9",
        request={},
        created_at=people.after(case),
    )
    discrepancy = Discrepancy.objects.create(
        exchange=row,
        case=case,
        what="payment",
        by_hand=ours,
        by_system=ours | {"state": "failed"},
        raised_at=people.after(case),
    )
    resolve(discrepancy, SYSTEM, people.after(case), "The bank has not got it.")
    assert not ways.fresh(case).dossier.paid("prp")
    correct(discrepancy, HAND, people.after(case), "The bank spoke of another payment.")
    assert ways.fresh(case).dossier.paid("prp")


@pytest.mark.parametrize(
    "given",
    [
        ("", None),
        ("12/3-8", None),
        ("", date(2026, 6, 3)),
        ("12/3-8", date(2026, 6, 2)),
        ("12/3-7", date(2026, 6, 3)),
    ],
    ids=["no letter", "no date", "no number", "an older letter", "their own number"],
)
def test_a_hand_does_not_go_before_the_bodies_own_answer_without_a_newer_letter(
    line: Line, given: tuple[str, date | None]
) -> None:
    case = ways.take(at_knb(line), "record_knb_answer")
    tell("knb", "answer", opinion(case, clear=False, answered_on="2026-06-03"), people.after(case))
    discrepancy = Discrepancy.objects.get(case=case)
    with pytest.raises(NotNowError):
        resolve(discrepancy, HAND, people.after(case), "It was entered rightly.", given)
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(case), "approve_preliminary")


@pytest.mark.parametrize("number", ["12/3-{case}", " 12/3 – {case}", "12/3-7", "12/3 7", "№ 12/3-7", "–"])
def test_a_letter_that_was_on_file_when_the_bodies_answered_is_not_newer(line: Line, number: str) -> None:
    """Nor is it in another spelling, of whatever day and by whichever door."""
    case = ways.take(at_knb(line), "record_knb_answer")
    tell("knb", "answer", opinion(case, clear=False), people.after(case))
    number, day = number.format(case=case.number[-5:]), local_day(people.after(case))
    with pytest.raises(NotNowError):
        resolve(Discrepancy.objects.get(case=case), HAND, people.after(case), "The letter approves.", (number, day))
    resolve(Discrepancy.objects.get(case=case), SYSTEM, people.after(case), "Their own answer holds.")
    given: dict[str, Any] = {"kind": "knb", "clear": True, "answered_on": day, "reason": "The letter approves."}
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(case), "correct_check", **given, reference=number)
    case = ways.take(ways.fresh(case), "correct_check", **given, reference="12/3-8")
    case = ways.take(ways.fresh(case), "correct_check", **given, reference="12/3-8", text="Their words.")
    assert word_on(case, "knb").clear


def test_of_two_answers_of_the_bodies_the_newest_holds(line: Line) -> None:
    case = ways.take(at_knb(line), "record_knb_answer", clear=False)
    tell("knb", "answer", opinion(case), people.after(case))
    earlier = Discrepancy.objects.get(case=case)
    Discrepancy.objects.create(
        exchange=earlier.exchange,
        case=case,
        what="knb",
        by_hand=earlier.by_system,
        by_system=earlier.by_hand | {"reference": "12/3-9"},
        raised_at=people.after(case) + HOUR,
    )
    with pytest.raises(NotNowError):
        resolve(earlier, SYSTEM, people.after(case) + HOUR, "Their own answer holds.")
    assert not word_on(ways.fresh(case), "knb").clear


def test_a_grant_too_needs_the_approval_that_a_late_answer_took_away(line: Line) -> None:
    """The discrepancy comes up after the preliminary approval: art. 49 forbids the issue all the same."""
    case = ways.take(at_knb(line), "record_knb_answer")
    for name in ("approve_preliminary", "record_arrival"):
        case = ways.take(ways.fresh(case), name)
    tell("knb", "answer", opinion(case, clear=False), people.after(case))
    case, now = ways.fresh(case), people.after(case)
    for name in ("grant", "refuse_final"):
        assert discrepancies_resolved.check(case, now) in unmet(case, STEPS[name].requires, now), name
    resolve(Discrepancy.objects.get(case=case), SYSTEM, now, "Their own answer holds.")
    case = ways.fresh(case)
    assert knb_approved.check(case, now) in unmet(case, STEPS["grant"].requires, now)


def test_an_answer_that_differs_and_comes_twice_is_resolved_once(line: Line) -> None:
    """We fetch it by asking again, and the system tells it by itself."""
    case = ways.take(at_knb(line), "record_knb_answer")
    now = people.after(case)
    differing = opinion(case, clear=False)
    assert tell("knb", "answer", differing, now).outcome == "discrepancy"
    assert tell("knb", "answer", differing, now + HOUR, key="k-2").outcome == "duplicate"
    resolve(Discrepancy.objects.get(case=case), HAND, now + HOUR, "The letter is right.", letter(case))
    assert tell("knb", "answer", differing, now + 2 * HOUR, key="k-3").outcome == "duplicate"
    assert not ways.fresh(case).dossier.discrepancies


@pytest.mark.parametrize("state", ["registration", "checks", "in_transit"])
def test_an_opinion_nobody_asked_for_is_kept(every_case: dict[State, Case], line: Line, state: str) -> None:
    case = every_case[State(state)]
    Exchange.objects.filter(case=case).delete()
    version = ways.fresh(case).version
    assert tell("knb", "answer", opinion(case), people.after(case)).outcome == "kept"
    assert ways.fresh(case).version == version


def test_an_opinion_for_a_withdrawn_case_is_kept_and_closes_the_question(line: Line) -> None:
    case = at_knb(line)
    ways.take(case, "withdraw")
    row = tell("knb", "answer", opinion(case), people.after(case))
    assert (row.outcome, asked(case, "knb.approve").outcome) == ("kept", "kept")


@pytest.mark.parametrize(
    ("who", "word", "error"),
    [
        ("officer", "", NotNowError),
        ("officer", "..........", NotNowError),
        ("clerk", "So be it.", NotFoundError),
        ("elsewhere", "So be it.", NotFoundError),
        ("applicant", "So be it.", WrongActorError),
        ("screener", "So be it.", NotFoundError),
        ("auditor", "So be it.", WrongActorError),
    ],
)
def test_only_an_officer_of_the_case_resolves_a_discrepancy_and_with_a_word(
    line: Line, who: str, word: str, error: type[CaseError]
) -> None:
    case, discrepancy = contradicted(line)
    users = {"elsewhere": lambda: people.officer("almaty"), "applicant": lambda: case.person.user}
    user = users.get(who, getattr(people, who, None))()  # type: ignore[misc]
    with pytest.raises(error):
        resolving.resolve(discrepancy.pk, user, people.after(case), resolving.Choice(SYSTEM, word))
    assert fresh(discrepancy).resolved_at is None


def test_a_discrepancy_is_resolved_once(line: Line) -> None:
    case, discrepancy = contradicted(line)
    resolve(discrepancy, SYSTEM, people.after(case), "Their own answer holds.")
    with pytest.raises(resolving.ResolvedError):
        resolve(discrepancy, SYSTEM, people.after(case), "Their own answer holds.")
    with pytest.raises(NotFoundError):
        resolving.resolve(case.pk, people.officer(), people.after(case), resolving.Choice(SYSTEM, "Which of them?"))


# ------------------------------------------------------------------------------------------------ gateways as actors


def test_a_gateway_takes_only_the_steps_that_name_it(every_case: dict[State, Case]) -> None:
    case = every_case[State.KNB]
    facts = SecurityAnswer(clear=True, reference="1", answered_on=date(2026, 6, 20))
    for gateway, user in (("ibd", None), ("knb", people.officer()), ("nobody", None)):
        with pytest.raises(WrongActorError):
            performing.perform(case.pk, "record_knb_answer", user, people.after(case), facts, gateway=gateway)
    with pytest.raises(WrongActorError):
        performing.perform(case.pk, "record_knb_answer", None, people.after(case), facts)


# ------------------------------------------------------------------------------------------------ ИС МП


@pytest.mark.parametrize(
    ("by_hand", "outcome", "number"),
    [("", "applied", "MP-1"), ("MP-1", "agreed", "MP-1"), ("X-1", "discrepancy", "X-1")],
)
def test_the_number_of_the_migration_police_is_taken_over_or_compared(
    line: Line, by_hand: str, outcome: str, number: str
) -> None:
    case = ways.take(people.case_in("registration"), "register", mp_number=by_hand)
    line.usual = wire.right
    assert deliver(asked(case, "ismp.register")).outcome == outcome
    assert ways.fresh(case).mp_number == number
    ways.sound(case)


@pytest.mark.parametrize(
    ("by_hand", "outcome"), [("MP-1", "agreed"), ("MP-9", "discrepancy")], ids=["the same", "another"]
)
def test_a_number_that_comes_after_it_was_entered_by_hand_is_compared(line: Line, by_hand: str, outcome: str) -> None:
    case = ways.take(people.case_in("registration"), "register", mp_number="")
    row = deliver(asked(case, "ismp.register"))
    case = ways.take(ways.fresh(case), "record_number", mp_number=by_hand)
    line.usual = wire.right
    row = deliver(fresh(row))
    assert (row.outcome, row.by, ways.fresh(case).mp_number) == (outcome, people.officer(), by_hand)
    assert Discrepancy.objects.filter(case=case, what="mp_number").exists() is (outcome == "discrepancy")
    ways.sound(case)


def test_the_number_of_another_case_is_a_discrepancy(line: Line) -> None:
    other = ways.take(people.case_in("registration"), "register", mp_number="MP-1")
    case = ways.take(people.case_in("registration"), "register", mp_number="")
    line.usual = wire.right
    assert deliver(asked(case, "ismp.register")).outcome == "discrepancy"
    assert (ways.fresh(case).mp_number, ways.fresh(other).mp_number) == ("", "MP-1")


# ------------------------------------------------------------------------------------------------ Беркут


def crossing(case: Case, **facts: Any) -> dict[str, Any]:
    return {"case": case.number, "crossed_on": "2026-06-12", "point": "Astana", "reference": "B-7"} | facts


@pytest.mark.parametrize("state", ["preliminary_approved", "arrived", "intake", "dispatch", "in_transit"])
def test_a_crossing_that_is_reported_confirms_the_arrival_and_moves_nothing(
    every_case: dict[State, Case], line: Line, state: str
) -> None:
    case = every_case[State(state)]
    Exchange.objects.filter(case=case).delete()
    day = (case.arrived_on or date(2026, 6, 12)).isoformat()
    row = tell("berkut", "crossing", crossing(case, crossed_on=day), people.after(case))
    check = Check.objects.filter(case=case, kind="arrival").order_by("-id")[0]
    assert (row.outcome, check.by, check.reference, check.who) == ("applied", None, "B-7", "ЕИС «Беркут»")
    assert (ways.fresh(case).state, last_event(case).step) == (state, "crossing")
    again = tell("berkut", "crossing", crossing(case, crossed_on=day), people.after(case), key="k-2")
    assert again.outcome == "duplicate"
    ways.sound(case)


def test_an_approval_does_not_lapse_against_a_crossing_that_is_reported_in_time(line: Line) -> None:
    """п. 19: annulled for one who did not arrive and did not apply (interpretation 6)."""
    informed, silent = people.case_in("preliminary_approved"), people.case_in("preliminary_approved")
    assert tell("berkut", "crossing", crossing(informed), people.after(informed)).outcome == "applied"
    end = max(Deadline.objects.get(case=case, key="validity").due_at for case in (informed, silent))
    clock.sweep(end, outbox=False)
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(informed), "lapse", end + 20 * DAY)
    Exchange.objects.filter(case=silent).update(state=Exchange.DEAD, next_at=None)
    assert ways.take(ways.fresh(silent), "lapse").state == "lapsed"
    assert ways.take(ways.fresh(informed), "record_arrival", end + DAY).state == "arrived"


@pytest.mark.parametrize("changes", [{"found": False, "crossed_on": None}, {"crossed_on": date(2026, 12, 1)}])
def test_an_arrival_without_a_crossing_before_it_is_a_discrepancy(line: Line, changes: dict[str, Any]) -> None:
    case = ways.take(people.case_in("preliminary_approved"), "record_arrival")
    line.says.append(answer("berkut.crossing", **changes))
    assert deliver(asked(case, "berkut.crossing")).outcome == "discrepancy"
    assert ways.fresh(case).state == "arrived"


@pytest.mark.parametrize("state", ["registration", "knb", "granted"])
def test_a_crossing_elsewhere_on_the_way_is_kept(every_case: dict[State, Case], line: Line, state: str) -> None:
    case = every_case[State(state)]
    assert tell("berkut", "crossing", crossing(case), people.after(case)).outcome == "kept"


# ------------------------------------------------------------------------------------------------ ПШЭП


def begun(now: datetime = JUNE) -> Payment:
    case = people.case_in("petition_signed", prepared=False)
    return paying.start_payment(case.pk, case.person.user, people.after(case), "prp")


def word(payment: Payment, **facts: Any) -> dict[str, Any]:
    return {"code": payment.code, "paid": True, "amount": f"{payment.amount:.2f}", "reference": "BR-1"} | facts


def test_a_payment_begun_is_reported_to_the_gateway(line: Line) -> None:
    payment = begun()
    row = Exchange.objects.get(key=f"{payment.code}.psh.intent")
    assert (row.request["code"], Decimal(row.request["amount"]), row.case) == (
        payment.code,
        payment.amount,
        payment.case,
    )


def test_a_payment_is_settled_by_the_callback_once(line: Line) -> None:
    payment = begun()
    assert tell("psh", "payment", word(payment), JUNE).outcome == "applied"
    assert (fresh(payment).state, fresh(payment).bank_reference) == ("paid", "BR-1")
    assert tell("psh", "payment", word(payment), JUNE, key="k-2").outcome == "duplicate"
    assert Event.objects.filter(case=payment.case, step="pay").count() == 1


def test_another_sum_or_money_after_a_failure_is_for_people(line: Line) -> None:
    payment = begun()
    assert tell("psh", "payment", word(payment, amount="1.00"), JUNE).outcome == "discrepancy"
    assert fresh(payment).state == "created"
    assert tell("psh", "payment", word(payment, paid=False), JUNE, key="k-2").outcome == "applied"
    assert tell("psh", "payment", word(payment), JUNE, key="k-3").outcome == "discrepancy"
    assert fresh(payment).state == "failed"


def test_the_reconciliation_settles_what_no_callback_has(line: Line) -> None:
    paid, failed, unknown, other = (begun() for _i in range(4))
    assert answers.reconcile(JUNE) == 4
    assert answers.reconcile(JUNE + HOUR) == 0, "once a day"
    (row,) = Exchange.objects.filter(operation="reconcile")
    items: list[dict[str, Any]] = [
        {"code": paid.code, "state": "paid", "amount": f"{paid.amount:.2f}", "reference": "BR-9"},
        {"code": failed.code, "state": "failed"},
        {"code": unknown.code, "state": "unknown"},
        {"code": other.code, "state": "paid", "amount": "2.00"},
        {"code": "NOBODYS", "state": "paid"},
    ]
    line.says.append(Statement.from_json({"items": items}))
    assert deliver(row).outcome == "applied"
    assert [fresh(p).state for p in (paid, failed, unknown, other)] == ["paid", "failed", "created", "created"]
    assert Discrepancy.objects.get().case == other.case


def test_by_hand_there_is_nothing_to_reconcile() -> None:
    begun()
    assert answers.reconcile(JUNE) == 0


# ------------------------------------------------------------------------------------------------ the courier


def test_a_waybill_moves_in_the_order_of_its_own_time(line: Line) -> None:
    case = ways.take(people.case_in("dispatch"), "hand_to_courier")
    base = {"case": case.number, "waybill": Dispatch.objects.get(case=case).waybill}
    late = base | {"status": "delivered", "moved_at": "2026-07-02T12:00:00+05:00", "place": "УМС"}
    early = base | {"status": "in_transit", "moved_at": "2026-07-01T12:00:00+05:00"}
    version = ways.fresh(case).version
    outcomes = [
        tell("courier", "status", payload, people.after(case), key=f"k-{i}").outcome
        for i, payload in enumerate((late, early, late, base | late | {"waybill": "W-0"}))
    ]
    assert outcomes == ["applied", "applied", "duplicate", "kept"]
    moves = WaybillMove.objects.filter(case=case).order_by("-moved_at")
    assert [m.status for m in moves] == ["delivered", "in_transit"]
    assert ways.fresh(case).version == version, "an officer at work is not thrown out by a courier"


@pytest.mark.parametrize(
    ("state", "step", "key"),
    [
        ("petition_signed", "file_application", "pep.receipt"),
        ("preliminary_decision", "approve_preliminary", "pep.result"),
        ("final_review", "grant", "pep.result"),
        ("dispatch", "hand_to_courier", "courier.pickup"),
    ],
)
def test_a_receipt_stands_with_its_exchange(line: Line, state: str, step: str, key: str) -> None:
    case = ways.take(people.case_in(state), step)
    line.usual = wire.right
    row = deliver(asked(case, key))
    assert (row.outcome, row.answer) == ("applied", answer(key).to_json())
