"""The person is heard before an act against him: through the pages, in the languages of the proceedings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from cases.engine import clock, performing
from cases.engine.errors import NotMetError, StaleError, WrongStateError
from cases.engine.steps import STEPS
from cases.law.actors import Actor
from cases.law.calendar import ALMATY, local_day
from cases.law.places import May
from cases.law.regulations import editions
from cases.models import Bar, CalendarDay, Case, Deadline, Event, Ground, HearingEntry, Letter, Notice, StepDraft
from cases.models.workcalendar import forget_calendar
from cases.programmes.nomad.shape import SHAPE
from cases.programmes.nomad.states import FINAL_STATES, PLACES, State
from demo import signing, walk
from tests import bad_files, people
from tests.cases.engine import ways
from tests.desks import case_url, send, signed_in, step_url, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uncaged")]

ACTS = {
    "decline_petition": (State.MINISTRY_REVIEW, "propose_petition_refusal", State.PETITION_HEARING),
    "refuse_preliminary": (State.PRELIMINARY_DECISION, "propose_preliminary_refusal", State.PRELIMINARY_HEARING),
    "refuse_final": (State.FINAL_REVIEW, "propose_final_refusal", State.FINAL_HEARING),
}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHY_RU = "Сведения, на которых основан отказ, устарели: прилагаю справку."
WHY_KK = "Бас тартуға негіз болған мәлімет ескірген: анықтаманы қоса беремін."


class Sitting:
    """One person at the pages of one case, in a language."""

    def __init__(self, case: Case, user: Any, language: str) -> None:
        self.case, self.user, self.client = case, user, signed_in(user, language)

    def page(self, at: datetime) -> str:
        with people.at(at):
            return text(self.client.get(case_url(self.user, self.case)))

    def form(self, name: str, at: datetime) -> str:
        with people.at(at):
            return text(self.client.get(step_url(self.case, name)))

    def take(self, name: str, at: datetime, **data: Any) -> Any:
        self.case.refresh_from_db()
        with people.at(at):
            return send(
                self.client, step_url(self.case, name), {"version": self.case.version, **data}, self.user, follow=True
            )

    def attach(self, kind: str, at: datetime, upload: SimpleUploadedFile) -> Any:
        with people.at(at):
            return self.client.post(reverse("cases:hearing_papers", args=[self.case.pk, kind]), {"file": [upload]})


def both(state: State, language: str) -> tuple[Case, Sitting, Sitting, datetime]:
    """A case that waits for a decision, its official and its owner, and a moment an hour on."""
    case = people.case_in(state)
    official = people.signer() if state == State.MINISTRY_REVIEW else people.officer()
    return case, Sitting(case, official, language), Sitting(case, case.person.user, language), people.after(case)


def proposal(case: Case, act: str, at: datetime) -> dict[str, Any]:
    return ways.typed_proposal(case, ACTS[act][1], at)


def paper() -> SimpleUploadedFile:
    name, data = people.specimen("medical")
    return SimpleUploadedFile(name, data)


def now_in(case: Case) -> str:
    return str(Case.objects.get(pk=case.pk).state)


# ------------------------------------------------------------------------------------------------ the law of it


def test_no_act_against_a_person_comes_without_its_hearing_or_its_recorded_exception() -> None:
    """Over the table: whichever way leads to an end by an official's refusal, its last step asks for the hearing, and
    the hearing's state is reached by the notice alone."""
    unheard = {"refuse_screening"}  # АКФ ПИТ is no state body (п. 9); only where an edition leaves it the refusal
    adverse = {s.name for s in STEPS.values() if s.grounds and s.letter and s.target in FINAL_STATES} | {
        s.name for s in STEPS.values() for d in s.decisions for later in STEPS.values() if later.conveys == d
    }
    assert adverse - unheard == set(SHAPE.hearings)
    for name in SHAPE.hearings:
        step = STEPS[name]
        assert f"heard_before_{name}" in {need.name for need in step.requires}
        review, proposing, hearing = ACTS[name]
        assert step.sources == (review, hearing) and May.HEAR in PLACES[hearing].may
        assert [s.name for s in STEPS.values() if s.target == hearing] == [proposing]


@pytest.mark.parametrize("law", editions("nomad"), ids=lambda law: law.key)
def test_each_edition_says_before_which_acts_and_in_which_terms(law: Any) -> None:
    assert set(law.hearings) == set(SHAPE.hearings) and all(rule.needed for rule in law.hearings.values())
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


def decide(case: Case, act: str, at: datetime) -> Case:
    """The bare act, signed, with no hearing before it."""
    user, given = ways.a_person(STEPS[act].by, case), ways.facts(case, act, at)
    signed = signing.signature(case.pk, act, user, at, given)
    return performing.perform(case.pk, act, user, at, given, signature=signed)


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
    protocol = {"held_at": f"{held.held_at.astimezone(ALMATY):%Y-%m-%dT%H:%M}", "present": "Заявитель, сотрудник МС"}
    assert police.attach("hearing_protocol", decide, paper()).status_code == 302
    police.take("record_hearing", decide, **protocol, text="Заявитель повторил возражение.")
    refused = {"grounds": held.grounds, "text": people.REASONS}
    answer = police.take("refuse_final", decide + HOUR, **refused)
    assert answer.status_code == 422 and "Ответьте на возражения заявителя" in text(answer)
    assert people.REASONS in text(answer), "what was entered is kept"
    police.take("refuse_final", decide + HOUR, **refused, answer="Справка относится к другому лицу, отказ остаётся.")

    assert now_in(case) == State.FINAL_REFUSED and Bar.objects.filter(case=case).exists()
    said = Letter.objects.get(case=case, kind="final_refusal").facts["hearing"]
    assert said["answer"] == "Справка относится к другому лицу, отказ остаётся."
    assert [one["late"] for one in said["objected"]] == [False] and said["held_at"]
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
    said = Letter.objects.get(case=case, kind="petition_refusal").facts
    assert said["hearing"]["waived_on"] == local_day(at + HOUR).isoformat() and said["text"] == people.REASONS
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


# ------------------------------------------------------------------------------------------------ bad input


def test_a_refusal_proposed_twice_names_who_was_quicker() -> None:
    case = people.case_in("final_review")
    at = people.after(case)
    given = ways.facts(case, "propose_final_refusal", at)
    performing.perform(case.pk, "propose_final_refusal", people.officer(), at, given)
    with pytest.raises(WrongStateError) as caught:
        performing.perform(case.pk, "propose_final_refusal", people.officer(), at + HOUR, given)
    with translation.override("en"):
        assert "the case has moved on. Last step: “Propose a refusal of the permit”" in str(caught.value)
    assert HearingEntry.objects.filter(case=case, kind="notice").count() == 1


def test_a_dropped_refusal_may_be_proposed_again_and_its_days_begin_again() -> None:
    case = ways.take(people.case_in("final_hearing"), "drop_final_refusal")
    case = ways.take(ways.fresh(case), "propose_final_refusal")
    running = Deadline.objects.filter(case=case, state=Deadline.RUNNING)
    assert sorted(running.values_list("key", flat=True)) == ["hearing", "hearing_wait", "objection"]
    assert {d.starts_at for d in running} == {case.state_since}
    ways.sound(case)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_an_objection_after_its_last_day_is_taken_and_marked(language: str) -> None:
    case = people.case_in("final_hearing")
    me = Sitting(case, case.person.user, language)
    late = Deadline.objects.get(case=case, key="objection").due_at
    me.take("object_to_refusal", late - timedelta(seconds=1), text=WHY_RU)
    me.take("object_to_refusal", late, text=WHY_KK)
    found = HearingEntry.objects.filter(case=case, kind="objection").order_by("id").values_list("text", "late")
    assert list(found) == [(WHY_RU, False), (WHY_KK, True)]
    words = {"ru": "после последнего дня", "kk": "соңғы күнінен кейін"}
    assert words[language] in Sitting(case, people.officer(), language).page(late)


def test_an_objection_after_the_decision_is_pointed_where_to_turn() -> None:
    case = people.case_in("final_refused")
    me = Sitting(case, case.person.user, "en")
    answer = me.take("object_to_refusal", people.after(case), text=WHY_RU)
    assert "it can be appealed as its letter says" in text(answer)
    assert not HearingEntry.objects.filter(case=case, kind="objection").exists()
    refused = me.attach("objection", people.after(case), paper())
    assert refused.status_code == 302 and not case.documents.filter(kind="objection").exists()


def test_an_objection_while_the_official_decides_reaches_him_and_keeps_his_words() -> None:
    case, police, me, at = both(State.FINAL_REVIEW, "en")
    police.take("propose_final_refusal", at, **proposal(case, "refuse_final", at))
    case.refresh_from_db()
    seen, decide = case.version, walk.may_decide_at(Case.objects.get(pk=case.pk))
    me.take("object_to_refusal", decide, text=WHY_RU)
    words = "These are the words of the official, long in the making."
    typed = {"grounds": [people.free_ground("final")], "text": words, "version": seen}
    with people.at(decide + HOUR):
        answer = police.client.post(step_url(case, "refuse_final"), typed, follow=True)
    page = text(answer)
    assert now_in(case) == State.FINAL_HEARING
    assert words in page or StepDraft.objects.filter(case=case).exists()
    assert WHY_RU in page, "the objection stands beside the form"


@pytest.mark.parametrize(
    ("shift", "said"),
    [(0, "This is too early"), (9, "This is too late")],
)
def test_a_hearing_day_that_cannot_be(shift: int, said: str) -> None:
    case, police, _me, at = both(State.FINAL_REVIEW, "en")
    data = proposal(case, "refuse_final", at) | {"heard_at": f"{at.astimezone(ALMATY) + shift * DAY:%Y-%m-%dT%H:%M}"}
    answer = police.take("propose_final_refusal", at + HOUR / 2, **data)
    assert answer.status_code == 422 and said in text(answer) and people.REASONS in text(answer)
    assert now_in(case) == State.FINAL_REVIEW


def test_a_hearing_on_a_holiday_is_refused_in_words() -> None:
    case, police, _me, at = both(State.FINAL_REVIEW, "ru")
    first = walk.hearing.last_day(case, "objection", at)
    names = {f"name_{language}": "Выходной" for language in ("ru", "kk", "en")}
    CalendarDay.objects.create(date=first + DAY, kind="day_off", source="test", **names)
    forget_calendar()
    data = proposal(case, "refuse_final", at) | {"heard_at": f"{first + DAY}T11:00"}
    answer = police.take("propose_final_refusal", at, **data)
    assert answer.status_code == 422 and "нерабочий день" in text(answer)


def test_a_bad_file_is_refused_with_its_reason_and_nothing_else_is_lost() -> None:
    case = people.case_in("final_hearing")
    me = Sitting(case, case.person.user, "ru")
    answer = me.attach("objection", people.after(case), SimpleUploadedFile("довод.pdf", bad_files.executable()))
    assert answer.status_code == 422 and not case.documents.filter(kind="objection").exists()
    me.take("object_to_refusal", people.after(case), text=WHY_RU)
    assert HearingEntry.objects.get(case=case, kind="objection").document is None


def test_who_withdraws_during_the_hearing_ends_it() -> None:
    case = ways.take(people.case_in("preliminary_hearing"), "withdraw")
    assert case.state == State.WITHDRAWN and not Bar.objects.filter(case=case).exists()
    assert not Deadline.objects.filter(case=case, state=Deadline.RUNNING).exists()
    ways.sound(case)


def test_another_ground_than_was_heard_is_refused() -> None:
    case = people.case_in("final_hearing")
    words = {f"text_{language}": "Другое основание закона." for language in ("ru", "kk", "en")}
    Ground.objects.create(kind="final", code="another", article="ст. 49", **words)
    with translation.override("en"), pytest.raises(NotMetError) as caught:
        ways.take(case, "refuse_final", grounds=["another"])
    assert "the applicant was not heard" in str(caught.value)


def test_the_official_who_saw_an_older_case_is_informed() -> None:
    case = people.case_in("final_hearing")
    ways.take(case, "object_to_refusal")
    with pytest.raises(StaleError):
        ways.take(case, "refuse_final", version=case.version)


def test_the_centre_reads_nothing_of_what_is_held_against_the_person() -> None:
    case = people.case_in("final_hearing")
    Sitting(case, case.person.user, "en").attach("objection", people.after(case), paper())
    case = ways.take(case, "object_to_refusal")
    centre, paper_of = Sitting(case, people.clerk(), "en"), case.documents.get(kind="objection")
    page, at = centre.page(people.after(case)), people.after(case)
    assert people.REASONS not in page and "Objections to the preliminary decision" not in page
    address = reverse("cases:document", args=[case.pk, paper_of.pk])
    assert address not in page and "Papers to the objection" not in page
    with people.at(at):
        assert centre.client.get(address).status_code == 404
        opened = signed_in(people.officer()).get(address)
        assert opened.status_code == 200 and opened.getvalue()
        opened.close()
