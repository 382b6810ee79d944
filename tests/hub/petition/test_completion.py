"""A petition that came back: only what is listed is replaced, nothing ends by itself, and no refusal goes unheard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.engine import clock, performing
from cases.engine.clock import overdue
from cases.engine.lists.queues import expected_by
from cases.engine.steps.errors import NotMetError
from cases.law.actors import Actor
from cases.law.calendar import local_day
from cases.models import Bar, Case, Deadline, Document, Letter, Notice, ReturnedDocument
from cases.programmes.nomad.states import State
from tests import desks, people
from tests.cases.engine import ways
from tests.desks import open_case, signed_in, step_url, take, text

pytestmark = pytest.mark.django_db
WHAT = "The second page of the passport is cut off."
RETURN = {"ground_passport": "illegible", "text_passport": WHAT}


@pytest.fixture(autouse=True)
def _uncaged_and_in_english(settings: Any) -> Iterator[None]:
    settings.DNR_FILES_CAGED = False
    with translation.override("en"):
        yield


@pytest.fixture
def incomplete() -> Iterator[tuple[Client, Case]]:
    """A petition whose passport came back; its owner is signed in and the clock stands there."""
    case = people.case_in(State.PETITION_INCOMPLETE, prepared=False)
    with people.at(people.after(case)):
        yield signed_in(case.person.user), case


def page(name: str, case: Case, *args: str) -> str:
    return reverse(f"hub:petition:{name}", args=[case.pk, *args])


def send(client: Client, case: Case, kind: str) -> Any:
    name, data = people.specimen(kind)
    facts = people.facts_of(kind, local_day(people.START))
    return client.post(page("document", case, kind), facts | {"file": SimpleUploadedFile(name, data)})


def resubmit(client: Client, case: Case) -> Any:
    return desks.send(client, step_url(case, "resubmit_petition"), {"version": case.version}, case.person.user)


# ------------------------------------------------------------------------------------------------ the return


def test_it_goes_back_document_by_document_with_a_letter_and_a_day() -> None:
    case, user = people.case_in(State.SCREENING), people.screener()
    response = take(user, case, "return_petition", **RETURN)
    assert case.state == State.PETITION_INCOMPLETE and response.status_code == 200
    assert [(r.kind, r.ground, r.text) for r in ReturnedDocument.objects.filter(case=case)] == [
        ("passport", "illegible", WHAT)
    ]
    letter, term = (
        Letter.objects.get(case=case, kind="petition_return"),
        Deadline.objects.get(case=case, key="completion"),
    )
    assert letter.facts["due"] == term.last_day.isoformat() and letter.facts["returns"][0]["text"] == {
        "ru": WHAT,
        "kk": "",
    }
    assert not Deadline.objects.filter(case=case, state=Deadline.RUNNING).exclude(pk=term.pk).exists()
    assert "not replaced yet" in text(open_case(user, case))


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_return_of_nothing_or_in_empty_words_is_refused_and_the_form_kept(language: str) -> None:
    case, user = people.case_in(State.SCREENING), people.screener()
    with people.at(people.after(case)):
        client = signed_in(user, language)
        nothing = client.post(step_url(case, "return_petition"), {"version": case.version, "text": WHAT})
        empty = client.post(
            step_url(case, "return_petition"), {"ground_passport": "illegible", "text_passport": "......"}
        )
        unfit = client.post(step_url(case, "return_petition"), {"ground_photo": "passport-term"})
    assert (nothing.status_code, empty.status_code, unfit.status_code) == (422, 422, 422)
    with translation.override(language):
        assert translation.gettext("Choose at least one document to return, with its reason.") in text(nothing)
    assert WHAT in text(nothing) and ways.fresh(case).state == State.SCREENING
    assert not ReturnedDocument.objects.exists()


def test_the_door_itself_refuses_a_return_of_no_document() -> None:
    case = people.case_in(State.SCREENING)
    with pytest.raises(NotMetError, match="at least one document"):
        ways.take(case, "return_petition", returns=[])


# ------------------------------------------------------------------------------------------------ the completion


def test_only_what_came_back_can_be_replaced(incomplete: tuple[Client, Case]) -> None:
    client, case = incomplete
    shown = client.get(page("tasks", case)).content.decode()
    assert shown.count("data-upload=") == 1 and 'data-upload="doc-passport"' in shown
    before = Document.objects.get(case=case, kind="cv", current=True)
    refused = send(client, case, "cv")
    assert refused.status_code == 422 and "cannot be changed now" in text(refused)
    assert Document.objects.get(case=case, kind="cv", current=True) == before


def test_it_is_sent_again_once_everything_that_came_back_is_replaced(incomplete: tuple[Client, Case]) -> None:
    client, case = incomplete
    first = case.submitted_at
    missing = client.get(page("check", case))
    assert "Still to be corrected" in text(missing)
    assert client.post(step_url(case, "resubmit_petition"), {"version": case.version}).status_code == 409
    assert send(client, case, "passport").status_code == 302
    case = ways.fresh(case)
    assert "Send the completed petition" in text(client.get(reverse("egov:cabinet:case", args=[case.pk])))
    assert resubmit(client, case).status_code == 302
    case = ways.fresh(case)
    assert case.state == State.SCREENING and case.submitted_at == first, "measured as on the day of the filing"
    again = client.post(step_url(case, "resubmit_petition"), {"version": case.version}, follow=True)
    assert again.status_code == 200 and ways.fresh(case).version == case.version
    assert "replaced since" in text(open_case(people.screener(), case))


def test_two_tabs_send_it_once(incomplete: tuple[Client, Case]) -> None:
    client, case = incomplete
    send(client, case, "passport")
    case = ways.fresh(case)
    other = signed_in(case.person.user)
    url, data = step_url(case, "resubmit_petition"), {"version": case.version}
    sheet = other.post(url, data)
    assert resubmit(client, case).status_code == 302
    late = other.post(url, data | desks.signed(case.person.user, sheet), follow=True)
    assert ways.fresh(case).state == State.SCREENING and "note-warning" in text(late)
    assert Deadline.objects.filter(case=case, key="screening", state=Deadline.RUNNING).count() == 1


def test_who_withdraws_first_is_not_returned_to_and_who_is_returned_may_withdraw() -> None:
    case, user = people.case_in(State.SCREENING), people.screener()
    held = {"version": case.version, **RETURN}
    ways.take(case, "withdraw")
    with people.at(people.after(ways.fresh(case))):
        late = signed_in(user).post(step_url(case, "return_petition"), held, follow=True)
    assert "note-warning" in text(late) and not ReturnedDocument.objects.exists()
    other = people.case_in(State.PETITION_INCOMPLETE)
    assert ways.take(other, "withdraw").state == State.WITHDRAWN
    assert not Bar.objects.exists()


def test_a_second_return_of_what_could_be_seen_before_says_why() -> None:
    case = ways.take(people.case_in(State.PETITION_INCOMPLETE), "resubmit_petition")
    seen = [{"kind": "cv", "ground": "illegible", "text": WHAT}]
    with pytest.raises(NotMetError, match="has not changed"):
        ways.take(case, "return_petition", returns=seen)
    again = ways.take(ways.fresh(case), "return_petition", returns=seen, unseen="The page was shown only in print.")
    assert Letter.objects.filter(case=again, kind="petition_return").latest("id").facts["unseen"]
    replaced = ways.take(people.case_in(State.PETITION_INCOMPLETE), "resubmit_petition")
    assert ways.take(replaced, "return_petition").state == State.PETITION_INCOMPLETE, "a new file is a new look"


def test_after_a_second_return_the_rest_of_the_screening_runs_on() -> None:
    case = people.case_in(State.PETITION_INCOMPLETE)
    for rounds in (1, 2):
        case = ways.take(case, "resubmit_petition")
        term = Deadline.objects.get(case=case, key="screening", state=Deadline.RUNNING)
        assert bool(term.used) is (rounds == 2), "the first begins anew"
        case = ways.take(case, "return_petition", people.after(case, 3 * people.DAY))
        journey = people.Journey(case.person.user)  # type: ignore[arg-type]
        journey.case, journey.now = ways.fresh(case), people.after(case)
        journey.prepare()
        case = ways.fresh(case)


def test_the_first_return_of_the_application_stands_by_itself() -> None:
    """Another body looks: it has not seen anything before."""
    journey = people.Journey(people.applicant())
    for state in (State.PETITION_INCOMPLETE, State.REGISTRATION):
        journey.to(state)
    case = ways.take(journey.case, "return_for_rework")
    assert case.rework_round == 2 and case.state == State.REWORK


# ------------------------------------------------------------------------------------------------ the day


def test_the_applicant_is_reminded_before_the_day_and_nothing_ends_after_it() -> None:
    case = people.case_in(State.PETITION_INCOMPLETE, prepared=False)
    term = Deadline.objects.get(case=case, key="completion")
    notices = Notice.objects.filter(case=case, what="reminder")
    clock.sweep(term.due_at - overdue.REMIND - ways.SECOND, outbox=False)
    assert not notices.exists()
    clock.sweep(term.due_at - overdue.REMIND, outbox=False)
    assert notices.get().user == case.person.user
    for later in (0, 40, 400):
        clock.sweep(term.due_at + later * people.DAY, outbox=False)
    assert ways.fresh(case).state == State.PETITION_INCOMPLETE and not Bar.objects.exists()
    assert ways.take(people.case_in(State.PETITION_INCOMPLETE), "resubmit_petition").state == State.SCREENING


def test_after_an_outage_the_word_says_that_the_day_is_over() -> None:
    case = people.case_in(State.PETITION_INCOMPLETE, prepared=False)
    term = Deadline.objects.get(case=case, key="completion")
    clock.sweep(term.due_at, outbox=False)
    notice = Notice.objects.get(case=case, what="completion_over")
    with people.at(term.due_at + people.HOUR), translation.override("en"):
        shown = text(signed_in(case.person.user).get(reverse("egov:cabinet:case", args=[case.pk])))
    assert notice.facts["day"] == term.last_day.isoformat() and "You may still send it" in shown


def test_the_screener_takes_it_up_only_after_the_day() -> None:
    case, user = people.case_in(State.PETITION_INCOMPLETE, prepared=False), people.screener()
    term = Deadline.objects.get(case=case, key="completion")
    assert State.PETITION_INCOMPLETE in expected_by(Actor.SCREENER, "nomad")
    with pytest.raises(NotMetError, match="has until"):
        ways.take(case, "take_up_petition", term.due_at - ways.SECOND)
    assert "has until" in text(open_case(user, case))
    case = ways.take(ways.fresh(case), "take_up_petition", term.due_at)
    assert case.state == State.SCREENING
    with people.at(people.after(case)):
        page = text(signed_in(user).get(step_url(case, "propose_screening_refusal")))
    assert 'value="not-completed"' in page


# ------------------------------------------------------------------------------------------------ who refuses


def test_a_refusal_at_the_screening_is_heard_by_the_ministry_before_it_is_made() -> None:
    case, user = people.case_in(State.SCREENING), people.screener()
    page = open_case(user, case)
    assert [b.step.name for b in page.context["open_steps"]] == ["return_petition", "propose_screening_refusal"]
    assert "Refuse after screening" not in text(page), "the order leaves it to the ministry: no button to wait for"
    take(user, case, "propose_screening_refusal", grounds=["contradictory"], text=people.REASONS)
    assert case.state == State.MINISTRY_REVIEW and case.sent_to_ministry_at
    assert not Letter.objects.filter(case=case).exists(), "nothing is decided yet"
    desk = open_case(people.signer(), case)
    assert "No interview is recorded" in text(desk) and people.REASONS in text(desk)
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(case), "sign_petition")
    case = ways.take(ways.fresh(case), "decline_petition")
    case = ways.take(case, "notify_petition_refusal")
    assert case.state == State.PETITION_REFUSED
    assert Letter.objects.get(case=case, kind="petition_refusal").facts["hearing"]["notified_on"]


def test_what_was_proposed_is_before_the_ministry_s_eyes_when_it_proposes() -> None:
    case = ways.take(people.case_in(State.SCREENING), "propose_screening_refusal", grounds=["contradictory"])
    with people.at(people.after(case)):
        shown = signed_in(people.signer()).get(step_url(case, "propose_petition_refusal"))
    form = shown.context["form"]
    assert form["grounds"].value() == ["contradictory"] and form["text"].value() == people.REASONS


def test_the_ministry_may_send_it_back_and_only_where_nobody_was_interviewed() -> None:
    case = ways.take(people.case_in(State.SCREENING), "propose_screening_refusal")
    case = ways.take(case, "send_back_to_screening", text="The portfolio shows it: hold the interview.")
    assert case.state == State.SCREENING and case.open
    assert Notice.objects.filter(case=case, what="back_at_screening", user=people.screener()).exists()
    assert ways.take(case, "admit").state == State.ADMITTED
    interviewed = people.case_in(State.MINISTRY_REVIEW)
    assert "Send back to the screening" not in text(open_case(people.signer(), interviewed))
    at = people.after(interviewed)
    given = ways.facts(interviewed, "send_back_to_screening", at)
    with pytest.raises(NotMetError, match="screening is over"):
        performing.perform(interviewed.pk, "send_back_to_screening", people.signer(), at, given)


def test_what_goes_to_and_fro_between_two_bodies_renews_no_term_of_theirs() -> None:
    """What was left of each runs on until the person files something new."""
    case = people.case_in(State.SCREENING)
    lengths: dict[str, list[int]] = {"screening": [], "ministry_review": []}
    for _round in range(2):
        case = ways.take(ways.fresh(case), "propose_screening_refusal", people.after(case, 4 * ways.DAY))
        case = ways.take(ways.fresh(case), "send_back_to_screening", people.after(case, 4 * ways.DAY))
        for key, counted in lengths.items():
            newest = Deadline.objects.filter(case=case, key=key).order_by("-id")[0]
            counted.append(sum(day["counted"] for day in newest.days))
    assert lengths["screening"][0] < 15 and lengths["screening"][1] < lengths["screening"][0]
    assert lengths["ministry_review"][0] == 15 and lengths["ministry_review"][1] < 15


def test_each_edition_says_who_refuses_and_the_other_door_is_shut() -> None:
    case = people.case_in(State.SCREENING)
    at = people.after(case)
    given = ways.facts(case, "refuse_screening", at)
    with pytest.raises(NotMetError, match="proposed to the ministry"):
        performing.perform(case.pk, "refuse_screening", people.screener(), at, given)
    earlier = people.under_2025(case)
    with pytest.raises(NotMetError, match="refuses at the screening itself"):
        ways.take(earlier, "propose_screening_refusal")
    assert ways.take(ways.fresh(earlier), "refuse_screening").state == State.PETITION_REFUSED
