"""What comes at the wrong moment: each gets a sentence in ru, kk and en, what was typed stays, nothing is half-done.

A correction of what a signed act quotes already; a consent withdrawn in each state; the calendar changed under a
running sweep; an edition that ends tonight.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape, strip_tags
from django.utils.translation import gettext

from cases.engine import clock, performing
from cases.engine.steps import STEPS, Step, steps_from
from cases.engine.steps.errors import NotMetError
from cases.engine.terms import calendar_changes
from cases.law.calendar import ALMATY, local_day
from cases.law.errors import NotFoundError
from cases.models import CalendarChange, Case, Consent, Deadline, Event, StepDraft
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.cases.engine import ways
from tests.desks import send, signed_in, step_url, text

pytestmark = pytest.mark.django_db

LANGUAGES = ("ru", "kk", "en")
REASON = "The paper was read wrongly, and this is what it says."


def speaks(page: str, sentence: Any, language: str) -> bool:
    with translation.override(language):
        return escape(str(sentence)) in page


# ------------------------------------------------------------------------------------------------ corrections


def settled_in(step: Step) -> list[State]:
    """Where the decision has been made that stands on what the step puts right: the acts lead there."""
    kinds = {kind for source in step.sources for kind in PLACES[State(source)].corrects}
    acts = [
        s for s in NOMAD.steps.values() if kinds & set(s.settles) and s.target and set(s.sources) & set(step.sources)
    ]
    return sorted({State(s.target) for s in acts if s.target} - {State(s) for s in step.sources})


CORRECTING = [
    (name, state)
    for name, step in NOMAD.steps.items()
    if step.too_late
    for state in settled_in(step)
    if name.startswith("correct_")
] + [("record_number", state) for state in (State.PRELIMINARY_REFUSED, State.GRANTED, State.FINAL_REFUSED)]
"""The number of ИС МП is no kind of fact that a place names (`corrects`): a refusal or the permit ends it."""


OUT_OF_SIGHT = {("correct_interview", State.PETITION_SIGNED), ("correct_reopening", State.PETITION_SIGNED)}
"""The desk that recorded it does not have the case any more (interpretation 40)."""
NOBODY = UUID(int=0)


def test_every_correction_that_an_act_ends_is_among_them() -> None:
    walked = {name for name, _state in CORRECTING}
    also = ("correct_", "record_number")
    ended = {name for name, step in NOMAD.steps.items() if name.startswith(also) and step.too_late}
    assert walked == ended and len(walked) >= 10


SEEN = [(name, state) for name, state in CORRECTING if (name, state) not in OUT_OF_SIGHT]


@pytest.mark.parametrize(("name", "state"), SEEN)
def test_what_an_act_quotes_already_is_not_corrected_and_the_words_are_kept(name: str, state: State) -> None:
    case, step = people.case_in(state), STEPS[name]
    user = ways.a_person(step.by, case)
    version, before = case.version, Event.objects.filter(case=case, step=name).count()
    for language in LANGUAGES:
        user.language = language
        user.save(update_fields=["language"])
        with people.at(people.after(case)):
            client = signed_in(user, language)
            answer = client.post(step_url(case, name), {"version": version - 1, "reason": REASON}, follow=True)
        assert answer.status_code == 200
        assert speaks(text(answer), step.too_late, language), language
        draft = StepDraft.objects.get(case=case, user=user, step=name)
        assert draft.data["reason"] == [REASON]
    assert ways.fresh(case).version == version
    assert Event.objects.filter(case=case, step=name).count() == before


@pytest.mark.parametrize(("name", "state"), sorted(OUT_OF_SIGHT))
def test_who_has_the_case_no_more_does_not_learn_that_it_is_there(name: str, state: State) -> None:
    """Neither by the page nor by the door: as of a case that there is not."""
    case, step = people.case_in(state), STEPS[name]
    user, now = ways.a_person(step.by, case), people.after(case)
    with people.at(now):
        client = signed_in(user)
    with people.at(now), ways.nothing_written():
        answers = [client.post(step_url(each, name), {"reason": REASON}) for each in (case, Case(pk=NOBODY))]
        assert [answer.status_code for answer in answers] == [404, 404]
        with pytest.raises(NotFoundError):
            performing.perform(case.pk, name, user, now, None)


# ------------------------------------------------------------------------------------------------ consents

ENDS, STANDS, RUNS_ON, NOTHING = "ends", "stands", "runs_on", "nothing"
EFFECTS = {
    ENDS: {
        "ru": "Процесс завершён, как при отказе дать согласие.",
        "kk": "Процесс келісім берілмеген жағдайдағыдай аяқталды.",
        "en": "The process has ended, as one in which the consent is declined.",
    },
    STANDS: {
        "ru": "Принятое ранее решение остаётся в силе; ничего нового на основании этого согласия не начинается.",
        "kk": "Бұрын қабылданған шешім күшінде қалады; осы келісім негізінде жаңа ештеңе басталмайды.",
        "en": "The act that was made before stands; nothing further is begun on this consent.",
    },
    RUNS_ON: {
        "ru": "Выданное ранее разрешение остаётся в силе, и то, что из него следует, – регистрация и вид на "
        "жительство – продолжается; ничего другого на основании этого согласия не начинается.",
        "kk": "Бұрын берілген рұқсат күшінде қалады, одан туындайтын тіркеу мен тұру ықтиярхатын беру жалғасады; осы "
        "келісім негізінде басқа ештеңе басталмайды.",
        "en": "The permit that was given before stands, and what follows from it, the registration and the residence "
        "card, goes on; nothing else is begun on this consent.",
    },
}
"""The sentence that the applicant reads, typed a second time."""
MOVED_ON = {
    "ru": "«{step}» уже невозможно: дело продвинулось дальше.",
    "kk": "«{step}» енді мүмкін емес: іс келесі кезеңге өтті.",
    "en": "“{step}” is not possible any more: the case has moved on.",
}
ALREADY = {
    "ru": "Это согласие уже отозвано.",
    "kk": "Бұл келісім бұрын қайтарып алынған.",
    "en": "This consent has been withdrawn already.",
}


def outcome(state: str) -> tuple[str, str]:
    """What the withdrawal of the consent of п. 4 does there, and by which step."""
    names = [s.name for s in steps_from(state) if s.by == "applicant" and s.recalls == "processing"]
    if not names:  # nothing is filed yet, or nothing is left to withdraw
        return NOTHING, "withdraw_processing"
    stands = RUNS_ON if PLACES[State(state)].rests_on else STANDS
    return (ENDS if STEPS[names[0]].target else stands), names[0]


@pytest.mark.parametrize("state", State.values)
def test_a_consent_withdrawn_in_each_state_has_its_effect_or_a_sentence(state: str) -> None:
    """By the applicant's page, the sentence of the effect in each language; a second time, that it is done already."""
    case, (what, name) = people.case_in(state), outcome(state)
    rows = Consent.objects.filter(case=case, given=False)
    before = rows.count()
    if what == NOTHING:
        for language in LANGUAGES:
            assert _moved_on(name, language) in _words(_withdraw(case, name, language))
        after = ways.fresh(case)
        assert (after.state, after.version, rows.count()) == (state, case.version, before)
        return
    by_turns = LANGUAGES[State.values.index(state) % len(LANGUAGES)]
    assert _withdraw(case, name, by_turns).status_code == 200
    after = ways.fresh(case)
    assert after.state == (State.CONSENT_DECLINED if what == ENDS else state)
    assert (after.version, rows.count(), rows.latest("id").purpose) == (case.version + 1, before + 1, "processing")
    for language in LANGUAGES:
        page = _words(_cabinet(after, language))
        assert {each for each, sentences in EFFECTS.items() if sentences[language] in page} == {what}, language
        refusal = _moved_on(name, language) if what == ENDS else ALREADY[language]
        assert refusal in _words(_withdraw(after, name, language)), language
    assert (ways.fresh(case).version, rows.count()) == (after.version, before + 1), "once"


def test_each_outcome_of_a_withdrawal_is_walked() -> None:
    assert {outcome(state)[0] for state in State.values} == {*EFFECTS, NOTHING}


def _words(response: Any) -> str:
    return " ".join(unescape(strip_tags(text(response))).split())


def _moved_on(name: str, language: str) -> str:
    with translation.override(language):
        return MOVED_ON[language].format(step=STEPS[name].label)


def _withdraw(case: Case, name: str, language: str) -> Any:
    owner = case.person.user
    assert owner is not None
    with people.at(people.after(case)):
        sent = {"version": case.version, "agree": "on"}
        return send(signed_in(owner, language), step_url(case, name), sent, owner, follow=True)


def _cabinet(case: Case, language: str) -> Any:
    owner = case.person.user
    assert owner is not None
    with people.at(people.after(case)):
        return signed_in(owner, language).get(reverse("egov:cabinet:case", args=[case.pk]))


# ------------------------------------------------------------------------------------------------ the calendar


def test_a_calendar_that_changes_under_a_running_sweep_closes_nothing_and_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each step of the clock waits for the count, and what people do goes on."""
    case = people.case_in("rework")
    due = Deadline.objects.get(case=case, key="rework", state=Deadline.RUNNING).due_at
    day = local_day(due)
    monkeypatch.setattr(calendar_changes, "PATIENCE", -1.0)
    days = [{"date": day.isoformat(), "before": "", "after": "day_off"}]
    change = CalendarChange.objects.create(at=due, reason="Order 1", days=days, first=day, last=day)
    heard = set()
    for language in LANGUAGES:
        with translation.override(language):
            with pytest.raises(NotMetError) as error:
                performing.perform(case, "annul", None, due)
            why = gettext("The working calendar has changed: terms are counted again first.")
            assert why in str(error.value)
            heard.add(why)
    assert len(heard) == len(LANGUAGES), "in the words of each"
    assert clock.sweep(due, outbox=False).ended == 0 and ways.fresh(case).state == State.REWORK
    other = people.case_in("screening")
    assert ways.take(other, "admit").state == State.ADMITTED
    CalendarChange.objects.filter(pk=change.pk).update(state=CalendarChange.DONE)
    assert clock.sweep(due, outbox=False).ended == 1


# ------------------------------------------------------------------------------------------------ the last evening


@pytest.mark.usefixtures("orders_of_today")
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_that_ends_tonight_takes_what_is_signed_today_and_says_so_tomorrow(language: str) -> None:
    """The sheet is opened a minute before the end and sent a minute after it: refused, and everything is kept."""
    end = datetime(2027, 1, 1, tzinfo=ALMATY)
    case = people.case_in("petition_draft", start=end - 10 * people.DAY)
    owner = case.person.user
    assert owner is not None
    owner.language = language
    owner.save(update_fields=["language"])
    documents, version = set(case.dossier.documents), case.version
    url = step_url(case, "submit_petition")
    with people.at(end - timedelta(minutes=1)):
        client = signed_in(owner, language)
        opened = client.get(url)
        assert opened.status_code == 200 and opened.context.get("content_b64")
    with people.at(end + timedelta(minutes=1)):
        sent = send(client, url, {"version": version}, owner)
        assert sent.status_code in (409, 422)
        reasons = next(need for need in STEPS["submit_petition"].requires if need.name == "edition_open")
        assert speaks(text(sent), reasons.check(case, end), language)
    after = ways.fresh(case)
    assert (after.state, after.version, set(after.dossier.documents)) == (State.PETITION_DRAFT, version, documents)
