"""The applicant asks for the proceedings in the other language: what follows is written in it (interpretation 60)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from cases.engine.steps import STEPS
from cases.engine.steps.errors import NotMetError
from cases.engine.steps.proceedings import language_of
from cases.models import Case, Deadline, Decision, Event, HearingEntry, Letter
from cases.programmes.nomad.states import OPEN_STATES, State
from demo import walk
from tests import people
from tests.cases.engine import ways
from tests.cases.programmes.nomad.sitting import HOUR, Sitting, both, plain, words
from tests.desks import signed_in, step_url, take, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uncaged")]
LANGUAGES = pytest.mark.parametrize("language", ["ru", "kk", "en"])
KK = "Портфолио АКТ саласындағы тәжірибені растамайды."
ASK = "choose_language"


def test_it_is_open_wherever_a_case_is_open() -> None:
    assert set(STEPS[ASK].sources) == set(OPEN_STATES)


@LANGUAGES
def test_it_is_asked_in_the_cabinet_and_recorded(language: str) -> None:
    case = people.case_in(State.CHECKS)
    me, police = Sitting(case, case.person.user, language), Sitting(case, people.officer(), language)
    at = people.after(case)
    letters, terms = Letter.objects.filter(case=case).count(), set(Deadline.objects.values_list("pk", "due_at"))
    with people.at(at):
        cabinet = text(me.client.get(reverse("egov:cabinet:case", args=[case.pk])))
    assert step_url(case, ASK) in cabinet
    me.take(ASK, at, language="kk")
    now, event = Case.objects.get(pk=case.pk), Event.objects.filter(case=case).order_by("-id")[0]
    assert (now.language, language_of(now), now.state) == ("kk", "kk", case.state)
    assert (event.step, event.facts["language"], event.facts["before"]) == (ASK, "kk", "ru")
    assert event.user_id == case.person.user.pk
    assert Letter.objects.filter(case=case).count() == letters, "no letter is written anew"
    assert set(Deadline.objects.values_list("pk", "due_at")) == terms, "no term moves"
    page = plain(police.page(at + HOUR))
    with translation.override(language):
        assert "Қазақша" in page and translation.gettext("Ask for the proceedings in Kazakh or in Russian") in page


@LANGUAGES
@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("ru", "The proceedings are in Russian already."),
        ("", "Choose the language."),
    ],
)
def test_what_stands_already_or_nothing_is_refused_in_words(language: str, given: str, why: str) -> None:
    case = people.case_in(State.SCREENING)
    me, at = Sitting(case, case.person.user, language), people.after(case)
    answer = me.take(ASK, at, language=given)
    assert answer.status_code == 422 and words(language, why) in plain(answer)
    assert Case.objects.get(pk=case.pk).version == case.version


def test_a_double_press_is_a_single_request() -> None:
    case = people.case_in(State.SCREENING)
    client, data = signed_in(case.person.user, "ru"), {"version": case.version, "language": "kk"}
    with people.at(people.after(case)):
        assert client.post(step_url(case, ASK), data).status_code == 302
        client.post(step_url(case, ASK), data, follow=True)
    assert Event.objects.filter(case=case, step=ASK).count() == 1


def test_the_door_knows_two_languages() -> None:
    case = people.case_in(State.SCREENING)
    with translation.override("en"), ways.nothing_written(), pytest.raises(NotMetError, match="choose one of the two"):
        ways.take(case, ASK, language="en")


def test_what_follows_is_asked_for_in_the_new_language_and_what_was_written_stays() -> None:
    case = people.case_in(State.PETITION_INCOMPLETE)
    before = Letter.objects.get(case=case, kind="petition_return").facts
    case = ways.fresh(ways.take(case, ASK))
    case = ways.fresh(ways.take(case, "resubmit_petition"))
    data: dict[str, Any] = {"ground_cv": "illegible", "unseen": "Увидено лишь теперь, при сличении с письмом вуза."}
    answer = take(people.screener(), case, "return_petition", **data)
    assert answer.status_code == 422 and "The proceedings are in Kazakh" in plain(answer)
    take(
        people.screener(),
        case,
        "return_petition",
        **data,
        unseen_kk="Жоғары оқу орнының хатымен салыстырғанда көрінді.",
    )
    assert case.state == State.PETITION_INCOMPLETE
    assert Letter.objects.filter(case=case, kind="petition_return").order_by("id")[0].facts == before


@pytest.mark.parametrize(
    ("act", "state"),
    [
        ("decline_petition", State.PETITION_HEARING),
        ("refuse_preliminary", State.PRELIMINARY_HEARING),
        ("refuse_final", State.FINAL_HEARING),
    ],
)
def test_between_proposal_and_act_the_notice_stays_and_the_act_is_given_in_the_new_language(
    act: str, state: State
) -> None:
    """The days run on, the grounds are those of the notice; its reasons are given in Kazakh by the official."""
    case, official, me, at = both(state, "ru")
    notice = HearingEntry.objects.get(case=case, kind=HearingEntry.NOTICE)
    wait = Deadline.objects.get(case=case, key="hearing_wait").due_at
    me.take(ASK, at, language="kk")
    case = ways.fresh(case)
    assert Deadline.objects.get(case=case, key="hearing_wait").due_at == wait
    when = walk.may_decide_at(case)
    user = people.signer() if act == "decline_petition" else official.user
    deciding = Sitting(case, user, "kk")
    typed = {"grounds": notice.grounds, "text": notice.text}
    refused = deciding.take(act, when, **typed, text_kk="")
    assert refused.status_code == 422 and words(
        "kk", "The proceedings are in Kazakh: give the reasons in Kazakh."
    ) in plain(refused)
    assert notice.text in plain(refused), "what is there is kept"
    deciding.take(act, when, **typed, text_kk=KK)
    decided = Decision.objects.filter(case=case).order_by("-id")[0]
    assert (decided.text, decided.text_kk) == (notice.text, KK)
    assert HearingEntry.objects.get(pk=notice.pk).text_kk == ""


def test_a_remark_of_before_does_not_serve_the_receipt_after_it() -> None:
    case = people.case_in(State.INTAKE, prepared=False)
    case = ways.fresh(ways.take(case, "reconcile_document", kind="passport", accepted=False, text="Страница порвана."))
    case = ways.fresh(ways.take(case, ASK))
    ways.facts(case, "return_package", ways.ready_at(case, "return_package"))  # what has to be recorded before it is
    case = ways.fresh(case)
    with translation.override("en"), ways.nothing_written(), pytest.raises(NotMetError, match="letters are needed"):
        ways.take(case, "return_package", missing=["passport"], text="", text_kk="")
    ways.take(
        case, "return_package", missing=["passport"], text="", text_kk="Төлқұжаттың беті жыртылған, жаңасын әкеліңіз."
    )
    facts = Letter.objects.get(case=case, kind="package_missing").facts
    assert facts["missing"][0]["text"] == {"ru": "Страница порвана.", "kk": ""}
