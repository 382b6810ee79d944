"""A complaint of which nothing is left to decide is closed, with reasons; and in which language one is conducted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cases.engine.steps.errors import NotMetError
from cases.law.actors import Actor
from cases.models import Case, Deadline, Letter, Notice, Remedy, Signature, User
from cases.programmes.complaint import facts
from cases.programmes.complaint.states import ComplaintState
from cases.programmes.nomad.states import State as Pilot
from tests import people
from tests.cases.engine import ways
from tests.cases.letters.facts import filled
from tests.cases.programmes.complaint.complaining import (
    ANSWER,
    WORDS,
    answered,
    begun,
    closed,
    fallen,
    filed,
    handed_on,
    step,
)
from tests.cases.programmes.complaint.test_delays import filed as filed_about_delay
from tests.desks import signed_in

pytestmark = pytest.mark.django_db
KAZAKH = "Бас тартудың күші сот шешімімен жойылды."


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def page_of(user: User, at: datetime, url: str, language: str, data: dict[str, Any] | None = None) -> Any:
    with people.at(at):
        client = signed_in(user, language)
        answer: Any = client.post(url, data) if data is not None else client.get(url)
    answer.words = " ".join(unescape(answer.content.decode()).split())
    return answer


def speaks(case: Case, language: str) -> Case:
    User.objects.filter(pk=case.person.user.pk).update(language=language)
    return ways.fresh(case)


def test_an_act_that_fell_leaves_nothing_to_decide_and_the_head_closes_the_complaint_signed() -> None:
    about, head = speaks(people.case_in(Pilot.FINAL_REFUSED), "kk"), people.head()
    case = filed(about)
    with pytest.raises(NotMetError, match="still stands against the applicant"):
        closed(case, head)
    case = fallen(case, about)
    with pytest.raises(NotMetError, match="in Kazakh"):
        closed(case, head)
    case = closed(case, head, text_kk=KAZAKH)
    assert (case.state, case.open) == (ComplaintState.MOOT, False)
    assert case.events.latest("id").facts["because"] == "fallen"
    assert Signature.objects.filter(case=case, step="close_complaint", user=head).exists()
    assert Deadline.objects.get(case=case, key="complaint_review").state == Deadline.MET
    letter = Letter.objects.get(case=case, kind="complaint_closed")
    assert letter.facts["text"]["kk"] == KAZAKH and letter.facts["court_until"] and letter.facts["higher"]["kk"]
    assert filled(letter)
    assert Notice.objects.get(case=case, what="close_complaint", user=about.person.user).letter == letter
    shown = answered_on_the_page(case, "kk")
    assert letter.number in shown and letter.facts["court"]["kk"] in shown
    assert words_in("kk", CAME_OF_IT["fallen"]) in shown and letter.facts["higher"]["kk"] in shown
    ways.sound(case)


def answered_on_the_page(case: Case, language: str) -> str:
    """What the applicant reads of it."""
    url = reverse("egov:complaints:case", args=[case.pk])
    words: str = page_of(case.person.user, people.after(case), url, language).words
    return words


def words_in(language: str, sentence: str) -> str:
    with translation.override(language):
        return _(sentence)


CAME_OF_IT = {
    "fallen": "The act complained of is set aside: nothing is left to decide.",
    "gone_on": "The case has gone on from the act complained of: it holds nothing up any more.",
    "done": "What was late has been done, or the case has ended: nothing is left to be ordered.",
}


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_the_page_says_why_it_can_be_closed_or_why_not(language: str) -> None:
    about, head = people.case_in(Pilot.LAPSED), people.head()
    case = filed(about)
    desk, form = (
        reverse("con:complaints:case", args=[case.pk]),
        reverse("cases:step", args=[case.pk, "close_complaint"]),
    )
    with translation.override(language):
        why = _("The act still stands against the applicant: the complaint is decided, or handed on.")
        fell = _("the act is set aside")
    assert why in page_of(head, people.after(case), form, language).words
    assert fell not in page_of(head, people.after(case), desk, language).words
    case = fallen(case, about)
    now = people.after(ways.fresh(about))
    assert fell in page_of(head, now, desk, language).words
    satisfy = page_of(head, now, reverse("cases:step", args=[case.pk, "satisfy_complaint"]), language).words
    nothing = "This is a decision. The act is set aside already: nothing more changes in the case."
    with translation.override(language):
        confirmed = _("This is a decision. The act itself is set aside when another head of the body has confirmed it.")
        assert _(nothing) in satisfy and confirmed not in satisfy
    empty = page_of(head, now, form, language, {"text": "-----", "text_kk": "см. документы", "version": case.version})
    assert empty.status_code == 422 and "см. документы" in empty.words
    assert ways.fresh(case).state == ComplaintState.REVIEW


def test_a_return_that_was_corrected_holds_nothing_up_any_more() -> None:
    about, head = people.case_in(Pilot.REWORK), people.head()
    case = filed(about, kind="rework_return")
    with pytest.raises(NotMetError, match="still stands"):
        closed(case, head)
    ways.take(ways.fresh(about), "resubmit", people.after(case))
    case = closed(ways.fresh(case), head)
    assert case.events.latest("id").facts["because"] == "gone_on"
    assert words_in("ru", CAME_OF_IT["gone_on"]) in answered_on_the_page(case, "ru")
    assert filled(Letter.objects.get(case=case, kind="complaint_closed"))


def test_a_delay_that_has_ended_may_be_closed_as_well() -> None:
    about, head = people.case_in(Pilot.REGISTRATION), people.head()
    case = filed_about_delay(about)
    with pytest.raises(NotMetError, match="not done yet"):
        closed(case, head)
    ways.take(ways.fresh(about), "register", people.after(case))
    Remedy.objects.update(higher_ru="", higher_kk="")
    case = closed(ways.fresh(case), head, text="Заявление зарегистрировано с опозданием на день.")
    shown, unnamed = answered_on_the_page(case, "ru"), "the body that closed the complaint names it."
    assert words_in("ru", CAME_OF_IT["done"]) in shown
    assert (
        words_in(
            "ru",
            f"If you think that it has still to be decided, you may write to the higher body, which is not "
            f"entered in the portal: {unnamed}",
        )
        in shown
    )
    assert case.events.latest("id").facts["because"] == "done"
    letter = Letter.objects.get(case=case, kind="complaint_closed")
    assert letter.facts["about"]["term"]["kk"] and filled(letter)


def test_the_higher_body_closes_it_by_its_paper() -> None:
    about, head = people.case_in(Pilot.FINAL_REFUSED), people.head()
    case = handed_on(filed(about), head)
    bare = facts.HigherAnswer(**ANSWER, answered_on=people.local_day(people.after(case)))
    with pytest.raises(NotMetError, match="still stands"):
        step(case, "record_closed", head, bare)
    case = fallen(ways.fresh(case), about)
    now = people.after(ways.fresh(about))
    with pytest.raises(NotMetError, match="document itself is missing"):
        step(case, "record_closed", head, bare, now)
    case = answered(case, head, "record_closed", now)
    assert case.state == ComplaintState.MOOT
    letter = Letter.objects.get(case=case, kind="complaint_closed")
    assert letter.facts["file"] and letter.facts["court_until"] and "higher" not in letter.facts and filled(letter)
    shown = answered_on_the_page(case, "ru")
    assert words_in("ru", CAME_OF_IT["fallen"]) in shown
    way = "If you think that it has still to be decided, you may write to the higher body: %(higher)s."
    assert words_in("ru", way).partition("%")[0] not in shown, "it is the higher body that has closed it"


def test_who_made_the_act_does_not_close_the_complaint_about_it() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    case, author = filed(about), people.officer()
    case = fallen(case, about)
    User.objects.filter(pk=author.pk).update(role=Actor.HEAD, body="department")
    author.refresh_from_db()
    with pytest.raises(NotMetError, match="made this act yourself"):
        closed(case, author)


# ------------------------------------------------------------------------------------------------ the language


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_who_uses_the_portal_in_english_complains_in_the_language_of_the_case(language: str) -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    Case.objects.filter(pk=about.pk).update(language=language)
    about = speaks(about, "en")
    draft = begun(about)
    named = {"ru": "in Russian", "kk": "in Kazakh"}[language]
    url = reverse("cases:step", args=[draft.pk, "file_complaint"])
    form = page_of(about.person.user, people.after(draft), url, "en")
    assert f"the language in which case {about.number} is conducted" in form.words
    case = step(draft, "file_complaint", about.person.user, facts.ComplaintText(text=WORDS))
    assert case.language == language
    other = {"ru": facts.HeadDecision(text_kk=KAZAKH), "kk": facts.HeadDecision(text=people.REASONS)}[language]
    with pytest.raises(NotMetError, match=named):
        step(case, "satisfy_complaint", people.head(), other)


def test_the_own_language_goes_before_that_of_the_case() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    Case.objects.filter(pk=about.pk).update(language="ru")
    about = speaks(about, "kk")
    draft = begun(about)
    url = reverse("cases:step", args=[draft.pk, "file_complaint"])
    form = page_of(about.person.user, people.after(draft), url, "kk")
    with translation.override("kk"):
        words = _("It is proposed as the language of this page; choose the other if you wish.")
    assert words in form.words
    case = step(draft, "file_complaint", about.person.user, facts.ComplaintText(text=WORDS))
    assert case.language == "kk"
