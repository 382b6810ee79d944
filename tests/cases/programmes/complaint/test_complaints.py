"""A complaint about an adverse letter: filed and signed, satisfied or handed on, answered; and the permit after it."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cases.engine import clock, performing
from cases.engine.programmes.declarations import declared_of, problems
from cases.engine.rulings import RulingFacts, remedies
from cases.engine.steps.errors import NotMetError, WrongActorError, WrongStateError
from cases.engine.steps.facts import StepFacts
from cases.evidence import casefile
from cases.law.actors import Actor
from cases.law.errors import NotFoundError, NotNowError
from cases.letters import rendering
from cases.models import Case, Deadline, Document, Letter, Notice, Remedy, Ruling, Signature, User
from cases.models.letter import LETTERS
from cases.programmes.complaint import facts
from cases.programmes.complaint.opening import open_complaint
from cases.programmes.complaint.programme import COMPLAINT
from cases.programmes.complaint.states import PLACES, ComplaintState
from cases.programmes.nomad.facts import Execution, Reason
from cases.programmes.nomad.states import State as Pilot
from cases.templatetags.dnr.states import stage_path
from cases.values.dates import in_words
from demo import signing
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.ways import DAY, HOUR
from tests.cases.letters.facts import FACTS, URL, filled, read
from tests.desks import signed_in, text

pytestmark = pytest.mark.django_db

A, H = Actor.APPLICANT, Actor.HEAD
TABLE = [
    ("complaint_draft", "file_complaint", A, "complaint_review", "art. 91"),
    ("complaint_review", "satisfy_complaint", H, "complaint_satisfied", "art. 91(4)"),
    ("complaint_review", "hand_on_complaint", H, "complaint_handed_on", "art. 91(4)"),
    ("complaint_review", "close_complaint", H, "complaint_moot", "art. 91"),
    ("complaint_handed_on", "record_satisfied", H, "complaint_satisfied", "art. 91(5)"),
    ("complaint_handed_on", "record_rejected", H, "complaint_rejected", "art. 91(5)"),
    ("complaint_handed_on", "record_closed", H, "complaint_moot", "art. 91(5)"),
    ("complaint_draft", "withdraw_complaint", A, "complaint_withdrawn", "art. 91"),
    ("complaint_review", "withdraw_complaint", A, "complaint_withdrawn", "art. 91"),
    ("complaint_handed_on", "withdraw_complaint", A, "complaint_withdrawn", "art. 91"),
]
"""The steps, typed a second time: from, step, by whom, to, paragraph."""

WORDS = "The check that spoke against me is of another person."
ANSWER: dict[str, Any] = {"document": "Решение", "number": "12-3/45", "body": "МВД"}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def letter_of(case: Case, kind: str = "") -> Letter:
    adverse = [name for name, letter in LETTERS.items() if letter.adverse]
    return Letter.objects.filter(case=case, kind__in=[kind] if kind else adverse).order_by("-id")[0]


def begun(case: Case, now: datetime | None = None, kind: str = "") -> Case:
    return open_complaint(letter_of(case, kind).pk, case.person.user, now or people.after(case))


def step(case: Case, name: str, user: User, given: StepFacts, now: datetime | None = None) -> Case:
    now = now or people.after(case)
    signature = signing.signature(case.pk, name, user, now, given)
    return performing.perform(case.pk, name, user, now, given, signature=signature)


def filed(about: Case, now: datetime | None = None, kind: str = "", **changed: Any) -> Case:
    case = begun(about, now, kind)
    given = facts.ComplaintText(**{"text": WORDS} | changed)
    return step(case, "file_complaint", about.person.user, given, now)


def satisfied(case: Case, head: User) -> Case:
    return step(case, "satisfy_complaint", head, facts.HeadDecision(text=people.REASONS))


def fallen(case: Case, about: Case) -> Case:
    """The act complained of is set aside otherwise."""
    ways.take(ways.fresh(about), "execute_ruling", people.after(case))
    return ways.fresh(case)


def closed(case: Case, head: User, **changed: Any) -> Case:
    given = facts.Closing(**{"text": "Отказ отменён решением суда.", **changed})
    now = max(people.after(each) for each in filter(None, (case, case.about)))
    return step(case, "close_complaint", head, given, now)


def handed_on(case: Case, head: User) -> Case:
    return step(case, "hand_on_complaint", head, facts.HandingOn(higher="МВД", higher_kk="ІІМ"))


def answered(
    case: Case, head: User, name: str = "record_satisfied", now: datetime | None = None, **changed: Any
) -> Case:
    """With the paper of the higher body."""
    now = now or people.after(case)
    people.attach(case, head, "ruling", now - HOUR / 2)
    given: dict[str, Any] = {**ANSWER, "answered_on": people.local_day(now)} | changed
    return step(ways.fresh(case), name, head, facts.HigherAnswer(**given), now)


def carried_out(about: Case, now: datetime) -> Case:
    given, deputy = Execution(), people.head("astana.2")
    signed = signing.signature(about.pk, "execute_ruling", deputy, now, given)
    return performing.perform(about.pk, "execute_ruling", deputy, now, given, signature=signed)


def test_the_steps_are_those_of_the_code() -> None:
    declared = [
        (s.value, x.name, x.by, str(x.target), x.paragraph) for x in COMPLAINT.steps.values() for s in x.sources
    ]
    assert sorted(declared) == sorted(TABLE)
    assert problems(declared_of(COMPLAINT)) == []
    assert {state: place.waits_on for state, place in PLACES.items() if place.waits_on} == {
        "complaint_draft": A,
        "complaint_review": H,
        "complaint_handed_on": H,
    }


@pytest.mark.parametrize("state", [s for s in ComplaintState if s != ComplaintState.DRAFT])
def test_an_undeclared_step_is_refused(state: ComplaintState) -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    case, head = filed(about), people.head()
    ways_there: dict[str, Any] = {
        ComplaintState.REVIEW: lambda: case,
        ComplaintState.HANDED_ON: lambda: handed_on(case, head),
        ComplaintState.SATISFIED: lambda: satisfied(case, head),
        ComplaintState.REJECTED: lambda: answered(handed_on(case, head), head, "record_rejected"),
        ComplaintState.WITHDRAWN: lambda: step(case, "withdraw_complaint", about.person.user, facts.Withdrawal()),
        ComplaintState.MOOT: lambda: closed(fallen(case, about), head),
    }
    case = ways_there[state]()
    assert case.state == state
    allowed = {(name, by) for source, name, by, _target, _paragraph in TABLE if source == state}
    for name in COMPLAINT.steps:
        for user in (about.person.user, head, people.officer()):
            if (name, user.role) in allowed:
                continue
            with pytest.raises((WrongActorError, WrongStateError, NotFoundError)):
                performing.perform(case.pk, name, user, people.after(case))


def test_it_is_registered_with_a_number_and_goes_to_the_head_of_the_body() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    case = filed(about)
    assert case.number.startswith("APP-2026-") and case.about_letter == letter_of(about)
    assert (case.state, case.waits_on, case.body, case.city_id) == (ComplaintState.REVIEW, H, "department", "astana")
    assert Signature.objects.filter(case=case, step="file_complaint", iin=about.person.iin).exists()
    receipt = Letter.objects.get(case=case)
    assert (receipt.kind, receipt.facts["by"], "signature" in receipt.facts) == ("complaint_receipt", "", False)
    term = Deadline.objects.get(case=case, key="complaint_review", state=Deadline.RUNNING)
    assert sum(day.counted for day in term.proof) == 3
    ways.sound(case)


@pytest.mark.parametrize(
    ("state", "via", "body"),
    [
        (Pilot.PETITION_REFUSED, Pilot.SCREENING, "hub"),
        (Pilot.PETITION_REFUSED, "", "ministry"),
        (Pilot.ANNULLED, "", "department"),
        (Pilot.LAPSED, "", "department"),
        (Pilot.PRELIMINARY_REFUSED, "", "department"),
    ],
)
def test_it_goes_to_the_body_that_issued_the_act(state: Pilot, via: str, body: str) -> None:
    """The ministry's refusal too, though АКФ ПИТ only passes it on (п. 9)."""
    journey = people.Journey(people.applicant())
    for stop in filter(None, [via, state]):
        journey.to(Pilot(stop))
        if stop == Pilot.SCREENING:  # under the order of 2025 Astana Hub refuses there itself
            journey.case = ways.take(people.under_2025(journey.case), "refuse_screening")
    case = filed(journey.case)
    where = "astana" if body == "department" else body
    seen = {place for place in ("astana", "almaty", "hub", "ministry") if _sees(people.head(place), case)}
    assert (case.body, seen) == (body, {where})
    assert not _sees(people.officer(), case)


def _sees(user: User, case: Case) -> bool:
    return Case.objects.visible_to(user).filter(pk=case.pk).exists()


# ------------------------------------------------------------------------------------------------ days and repeats


def test_a_day_late_is_accepted_and_marked() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    last = remedies.last_day(letter_of(about))
    assert last is not None
    at = datetime.combine(last, people.START.timetz()) + DAY
    with pytest.raises(NotMetError):
        filed(about, at, text="...")
    case = filed(about, at, text="Я не согласен с отказом.", excuse="Болел.")
    facts = case.events.order_by("-id")[0].facts
    assert (facts["late"], facts["last_day"]) == (True, last.isoformat())
    on_time = people.case_in(Pilot.LAPSED)
    assert filed(on_time).events.order_by("-id")[0].facts["late"] is False


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_who_is_late_reads_so_and_loses_nothing_that_was_typed(language: str) -> None:
    """The page of the draft says that it is taken all the same, and why is asked for; empty words keep the excuse."""
    about = people.case_in(Pilot.FINAL_REFUSED)
    last, owner = remedies.last_day(letter_of(about)), about.person.user
    assert last is not None
    at, case = datetime.combine(last, people.START.timetz()) + DAY, begun(about)
    with people.at(at), translation.override(language):
        client = signed_in(owner, language)
        page = text(client.get(reverse("egov:complaints:case", args=[case.pk])))
        marked = _(
            "The last day is over. The complaint is registered all the same and marked late: say why it comes now, the "
            "body judges the reason."
        )
        assert marked in " ".join(unescape(page).split()) and (language == "en" or "The last day" not in marked)
        excuse = "Болел, справка приложена."
        sent = {"version": case.version, "text": "", "excuse": excuse}
        answer = client.post(reverse("cases:step", args=[case.pk, "file_complaint"]), sent)
        shown = " ".join(unescape(text(answer)).split())
        assert answer.status_code == 422 and excuse in shown and _("Say what is wrong with the act.") in shown
    assert ways.fresh(case).state == ComplaintState.DRAFT


def test_the_terms_are_those_an_administrator_keeps() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    before = remedies.last_day(letter_of(about))
    changed = {"complaint_length": 300, "complaint_unit": "calendar_days", "review_length": 5}
    Remedy.objects.filter(edition=about.edition, body="department").update(**changed)
    after = remedies.last_day(letter_of(about))
    assert before and after and after > before
    case = filed(about)
    assert sum(day.counted for day in Deadline.objects.get(case=case, key="complaint_review").proof) == 5
    Remedy.objects.all().delete()
    with pytest.raises(NotNowError, match="no complaint"):
        begun(people.case_in(Pilot.LAPSED))


def test_the_last_day_that_the_letter_names_binds_whatever_is_confirmed_later() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    named = date.fromisoformat(letter_of(about).facts["remedies"]["until"])
    Remedy.objects.update(complaint_length=10, complaint_unit="calendar_days", confirmed=True)
    assert remedies.last_day(letter_of(about)) == named
    case = filed(about, datetime.combine(named, people.START.timetz()))
    facts = case.events.order_by("-id")[0].facts
    assert (facts["late"], facts["last_day"]) == (False, named.isoformat())


def test_staff_read_that_its_terms_are_not_confirmed_and_the_applicant_reads_the_days_alone() -> None:
    case = filed(people.case_in(Pilot.FINAL_REFUSED))
    now, url = people.after(case), reverse("con:complaints:case", args=[case.pk])
    with translation.override("ru"):
        mark = translation.gettext("The length is reference data that was not compared with the text of the law.")
    assert ask(people.head(), now, url).content.decode().count(mark) == 1
    assert mark not in ask(case.person.user, now, reverse("egov:complaints:case", args=[case.pk])).content.decode()
    Remedy.objects.update(confirmed=True)
    assert mark not in ask(people.head(), now, url).content.decode()


def test_a_single_complaint_a_letter() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    draft = begun(about)
    assert begun(about, people.after(draft)).pk == draft.pk, "one goes on with the draft"
    case = filed(about, people.after(draft))
    with pytest.raises(NotNowError, match=case.number):
        begun(about, people.after(case))
    withdrawn = step(case, "withdraw_complaint", about.person.user, facts.Withdrawal())
    assert begun(about, people.after(withdrawn)).number != case.number


def test_nobody_complains_about_an_act_that_has_fallen() -> None:
    about = people.case_in(Pilot.LAPSED)
    ways.take(about, "execute_ruling")
    with pytest.raises(NotNowError, match="set aside already"):
        begun(ways.fresh(about), kind="lapse")
    page = ask(about.person.user, people.after(about), reverse("egov:cabinet:case", args=[about.pk])).content.decode()
    assert reverse("egov:complaints:start", args=[letter_of(about, "lapse").pk]) not in page


def test_nobody_complains_about_anothers_letter_nor_about_a_favourable_letter() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    with pytest.raises(NotFoundError):
        open_complaint(letter_of(about).pk, people.applicant(), people.after(about))
    approval = Letter.objects.get(case=about, kind="preliminary_approval")
    with pytest.raises(NotNowError):
        open_complaint(approval.pk, about.person.user, people.after(about))


# ------------------------------------------------------------------------------------------------ what comes of it


def test_satisfied_it_is_a_ruling_that_another_head_carries_out() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    case = satisfied(filed(about), people.head())
    assert (case.state, case.closed_at is None) == (ComplaintState.SATISFIED, False)
    ruling = Ruling.objects.get(case=about)
    assert (ruling.kind, ruling.number, ruling.act, ruling.waits) == ("own_decision", case.number, "refuse_final", True)
    about = ways.fresh(about)
    with pytest.raises(NotMetError, match="yourself"):
        performing.perform(about.pk, "execute_ruling", people.head(), people.after(case), Execution())
    after = carried_out(about, people.after(case))
    assert after.state == Pilot.FINAL_HEARING
    ways.sound(after)
    ways.sound(case)


def test_a_decision_on_a_complaint_is_carried_out_and_never_taken_back() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    case, head = satisfied(filed(about), people.head()), people.head()
    now, day = people.after(case), people.local_day(people.after(case))
    other = RulingFacts(kind="own_decision", document="Decision", number="1", ruled_on=day, body="МВД")
    for name, given in (("withdraw_ruling", Reason(text=people.REASONS)), ("record_ruling", other)):
        with pytest.raises(NotMetError, match=case.number):
            performing.perform(about.pk, name, head, now, given)
    assert Ruling.objects.get(case=about).waits


def test_a_draft_about_an_act_that_has_fallen_since_is_not_filed() -> None:
    about = people.case_in(Pilot.LAPSED)
    draft = begun(about)
    ways.take(ways.fresh(about), "execute_ruling")
    with pytest.raises(NotMetError, match="set aside already"):
        step(
            draft, "file_complaint", about.person.user, facts.ComplaintText(text=WORDS), people.after(ways.fresh(about))
        )


@pytest.mark.parametrize("name", ["document", "number", "body"])
def test_the_answer_of_the_higher_body_is_a_paper_with_a_name(name: str) -> None:
    head = people.head()
    case = filed(people.case_in(Pilot.FINAL_REFUSED))
    with pytest.raises(NotMetError):
        step(case, "hand_on_complaint", head, facts.HandingOn(higher=".", higher_kk="ІІМ"))
    case = handed_on(case, head)
    on = people.local_day(people.after(case))
    with pytest.raises(NotMetError):
        step(case, "record_rejected", head, facts.HigherAnswer(**ANSWER | {name: "–"}, answered_on=on))


def test_handed_on_with_the_whole_file_and_satisfied_above() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    head = people.head()
    case = handed_on(filed(about), head)
    recorded = case.events.order_by("-id")[0].facts
    assert recorded["files"] > 10 and len(recorded["file_sha256"]) == 64
    answer = facts.HigherAnswer(**ANSWER, answered_on=people.local_day(people.after(case)))
    with pytest.raises(NotMetError, match="document itself is missing"):
        step(case, "record_satisfied", head, answer)
    case = answered(case, head)
    ruling, paper = Ruling.objects.get(case=about), Document.objects.get(case=case, kind="ruling")
    assert (ruling.kind, ruling.complaint, ruling.paper) == ("higher_body", case, paper)
    assert Deadline.objects.get(case=case, key="complaint_answer").state == Deadline.MET
    file = reverse("cases:document", args=[about.pk, paper.pk])
    assert ask(people.officer("almaty"), people.after(case), file).status_code == 404
    assert [item.what for item in casefile.listed(case, head) if item.sha256 == paper.blob_id] == ["document"]
    with pytest.raises(NotMetError, match=case.number):
        performing.perform(
            about.pk, "withdraw_ruling", people.head("astana.2"), people.after(case), Reason(text="x" * 30)
        )
    sheet = performing.sheet(
        ways.fresh(about), "execute_ruling", people.head("astana.2"), people.after(case), Execution()
    )
    assert [d["sha256"] for d in sheet.facts["documents"]] == [paper.blob_id]
    complaint_page = ask(about.person.user, people.after(case), reverse("egov:complaints:case", args=[case.pk]))
    assert reverse("cases:document", args=[case.pk, paper.pk]) in complaint_page.content.decode()
    now = people.after(carried_out(about, people.after(case)))
    for who, page in ((about.person.user, "egov:cabinet:case"), (people.officer(), "con:officer:case")):
        assert file in ask(who, now, reverse(page, args=[about.pk])).content.decode()
        assert ask(who, now, file).getvalue()


def test_each_letter_names_bodies_and_reasons_in_its_own_language() -> None:
    about = people.case_in(Pilot.LAPSED)
    case = filed(about)
    form = ask(people.head(), people.after(case), reverse("cases:step", args=[case.pk, "hand_on_complaint"]))
    remedy = Remedy.objects.get(edition=about.edition, body="department")
    assert (
        f'value="{remedy.higher_ru}"' in form.content.decode()
        and f'value="{remedy.higher_kk}"' in form.content.decode()
    )
    handed_on(case, people.head())
    assert Letter.objects.get(case=case, kind="complaint_handed_on").facts["higher"] == {"ru": "МВД", "kk": "ІІМ"}
    User.objects.filter(pk=(about := people.case_in(Pilot.FINAL_REFUSED)).person.user.pk).update(language="kk")
    case = filed(ways.fresh(about))
    with pytest.raises(NotMetError, match=r"in Kazakh|на казахском"):
        satisfied(case, people.head())
    reasons: dict[str, Any] = {"text": people.REASONS, "text_kk": "Тексеру басқа адамға қатысты болып шықты."}
    case = step(case, "satisfy_complaint", people.head(), facts.HeadDecision(**reasons))
    written = Letter.objects.get(case=case, kind="complaint_satisfied").facts["reasons"]
    assert written == {"ru": reasons["text"], "kk": reasons["text_kk"]}
    carried_out(about, people.after(case))
    ruling = Letter.objects.get(case=about, kind="ruling").facts["ruling"]
    assert about.city and ruling["body"] == {"ru": about.city.department_ru, "kk": about.city.department_kk}
    assert ruling["document"]["kk"] == "Шағым бойынша шешім"


def sheet_words(about: Case, now: datetime) -> dict[str, str]:
    sheet = performing.sheet(ways.fresh(about), "execute_ruling", people.head("astana.2"), now, Execution())
    return {language: " ".join(paragraphs) for language, paragraphs in sheet.facts["words"].items()}


def test_the_sheet_names_the_bodys_own_decision_in_its_own_language() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    case = satisfied(filed(about), people.head())
    signed, city = sheet_words(about, people.after(case)), about.city
    assert city and city.department_ru != city.department_kk
    assert city.department_ru in signed["ru"] and city.department_kk not in signed["ru"]
    assert city.department_kk in signed["kk"] and city.department_ru not in signed["kk"]
    assert "Шағым бойынша шешім" in signed["kk"] and "Решение по жалобе" not in signed["kk"]
    carried_out(about, people.after(case))
    fact = about.events.filter(step="execute_ruling").latest("id").facts["ruling"]
    assert city.department_ru in fact and city.department_kk in fact, "of the event, which has no language"


@pytest.mark.parametrize("name", ["record_rejected", "record_satisfied"])
def test_what_the_higher_body_has_decided_stands_in_the_letter_in_both_languages(name: str) -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    User.objects.filter(pk=about.person.user.pk).update(language="kk")
    head = people.head()
    case = handed_on(filed(ways.fresh(about)), head)
    with pytest.raises(NotMetError, match=r"in Kazakh"):
        answered(case, head, name, text="Проверка признана верной.")
    words: dict[str, Any] = {"text": "Проверка признана верной.", "text_kk": "Тексеру дұрыс деп танылды."}
    case = answered(case, head, name, **words)
    letter = Letter.objects.filter(case=case).latest("at")
    assert letter.facts["text"] == {"ru": words["text"], "kk": words["text_kk"]}
    assert letter.facts["answer"]["number"] == ANSWER["number"]


def test_who_is_right_reads_by_which_day_the_act_falls_and_to_whom_it_goes_if_not() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    head = people.head()
    satisfied(filed(about), head)
    ruling = Ruling.objects.get(case=about)
    letter = Letter.objects.get(kind="complaint_satisfied")
    assert ruling.due_on and letter.facts["confirmed_by"] == ruling.due_on.isoformat()
    remedy = Remedy.objects.get(edition=about.edition, body="department")
    assert letter.facts["then_to"] == {"ru": remedy.higher_ru, "kk": remedy.higher_kk}
    lapsed = people.case_in(Pilot.LAPSED)
    case = answered(handed_on(filed(lapsed), head), head)
    above = Letter.objects.get(case=case, kind="complaint_upheld_above")
    assert above.facts["falls"] and above.facts["confirmed_by"] and above.facts["then_to"]["kk"] == remedy.higher_kk
    notice = Notice.objects.get(case=case, what="record_satisfied")
    assert notice.letter == above


def test_the_letter_on_an_act_that_had_fallen_says_so() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    case = filed(about)
    about = ways.take(ways.fresh(about), "execute_ruling", people.after(case))
    given = facts.HeadDecision(text=people.REASONS)
    step(case, "satisfy_complaint", people.head(), given, people.after(ways.fresh(about)))
    letter = Letter.objects.get(kind="complaint_satisfied")
    assert not letter.facts["falls"] and "confirmed_by" not in letter.facts
    assert "Акт был отменён раньше этого решения" in read(rendering.draft(letter, "ru"))
    assert "осы шешімге дейін жойылған" in read(rendering.draft(letter, "kk"))


def test_the_heads_are_reminded_of_a_complaint_that_is_satisfied_until_it_is_carried_out() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    case = satisfied(filed(about), people.head())
    people.head("astana.2")

    def swept(days: int) -> int:
        clock.sweep(people.after(case) + days * DAY, outbox=False)
        return Notice.objects.filter(case=about, what="ruling_overdue").count()

    assert [swept(days) for days in (1, 10, 11, 18, 26)] == [0, 2, 2, 4, 6]
    carried_out(about, people.after(case) + 27 * DAY)
    assert swept(40) == 6


def test_the_paper_of_a_ruling_is_not_for_the_centre() -> None:
    about, head = people.case_in(Pilot.FINAL_REFUSED), people.head()
    case = answered(handed_on(filed(about), head), head)
    paper = Document.objects.get(case=case, kind="ruling")
    file, now = reverse("cases:document", args=[about.pk, paper.pk]), people.after(case)
    assert ask(people.clerk(), now, file).status_code == 404
    assert ask(people.officer(), now, file).getvalue()
    carried_out(about, now)
    assert ask(people.clerk(), people.after(ways.fresh(about)), file).status_code == 404


def test_a_complaint_has_no_goal_but_to_be_answered() -> None:
    case = filed(people.case_in(Pilot.FINAL_REFUSED))
    assert [str(station["label"]) for station in stage_path(case)] == ["Complaint", "Answered"]
    case = answered(handed_on(case, people.head()), people.head(), "record_rejected")
    assert [(str(station["label"]), station["is"]) for station in stage_path(case)] == [
        ("Complaint", "done"),
        ("Answered", "done"),
    ]


def test_an_answer_of_an_impossible_day_is_refused() -> None:
    head = people.head()
    case = handed_on(filed(people.case_in(Pilot.FINAL_REFUSED)), head)
    for day in (people.local_day(people.after(case)) + DAY, people.local_day(case.state_since) - DAY):
        with pytest.raises(NotMetError):
            step(case, "record_rejected", head, facts.HigherAnswer(**ANSWER, answered_on=day))


def test_a_complaint_about_a_return_that_was_corrected_since_strikes_it_and_nothing_moves() -> None:
    about = people.case_in(Pilot.REWORK)
    case = filed(about, kind="rework_return")
    after = ways.take(ways.fresh(about), "resubmit", people.after(case))
    assert after.state == Pilot.REGISTRATION
    case = satisfied(case, people.head())
    last = case.events.order_by("-id")[0].facts
    assert (last["falls"], last["stays"]) == (True, True)
    letter = Letter.objects.get(case=case, kind="complaint_satisfied")
    assert (letter.facts["falls"], letter.facts["stays"]) == (True, True)
    assert carried_out(about, people.after(case)).state == Pilot.REGISTRATION
    assert letter_of(about, "rework_return").set_aside_at


def test_a_complaint_about_a_return_leaves_a_later_return_alone() -> None:
    """Corrected, and returned again for something else: another act, though of the same step."""
    about = people.case_in(Pilot.REWORK)
    case = filed(about, kind="rework_return")
    about = ways.take(ways.fresh(about), "resubmit", people.after(case))
    people.bank_takes_back(about)
    duty = [{"kind": "duty", "ground": "duty", "text": "The bank knows nothing of it."}]
    about = ways.take(ways.fresh(about), "return_for_rework", returns=duty)
    assert about.state == Pilot.REWORK
    case = satisfied(ways.fresh(case), people.head())
    assert carried_out(about, people.after(case)).state == Pilot.REWORK
    letters = Letter.objects.filter(case=about, kind="rework_return").order_by("at")
    assert [row.set_aside_at is None for row in letters] == [False, True]


def test_a_complaint_that_is_satisfied_leaves_a_courts_ruling_on_another_act_waiting() -> None:
    about = people.case_in(Pilot.REWORK)
    case = filed(about, kind="rework_return")
    about = ways.take(ways.fresh(about), "resubmit", people.after(case))
    people.bank_takes_back(about)
    duty = [{"kind": "duty", "ground": "duty", "text": "The bank knows nothing of it."}]
    about = ways.take(ways.fresh(about), "return_for_rework", returns=duty)
    about = ways.take(ways.fresh(about), "record_ruling", user=people.head("astana.2"))
    satisfied(ways.fresh(case), people.head())
    rows = Ruling.objects.filter(case=about).order_by("id")
    assert [(row.kind, row.waits) for row in rows] == [("court", True), ("own_decision", True)]


def test_a_complaint_about_an_act_on_which_a_ruling_waits_takes_nothing_from_it() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    case = filed(about)
    ways.take(ways.fresh(about), "record_ruling", people.after(case))
    with pytest.raises(NotMetError, match="is recorded already and waits"):
        satisfied(case, people.head())
    assert Ruling.objects.get(case=about).waits and ways.fresh(case).state == ComplaintState.REVIEW


def test_a_complaint_about_a_refusal_that_was_set_aside_leaves_the_next_alone() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    case = filed(about)
    about = ways.take(ways.fresh(about), "execute_ruling", people.after(case))
    about = ways.take(ways.fresh(about), "refuse_final")
    assert about.state == Pilot.FINAL_REFUSED
    now = people.after(about)
    case = step(case, "satisfy_complaint", people.head(), facts.HeadDecision(text=people.REASONS), now)
    assert case.events.order_by("-id")[0].facts["falls"] is False
    assert not [ruling for ruling in Ruling.objects.filter(case=about) if ruling.waits]


def test_a_head_who_made_the_act_as_an_official_does_not_satisfy_the_complaint() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    case, author = filed(about), people.officer()
    User.objects.filter(pk=author.pk).update(role=H, body="department")
    author.refresh_from_db()
    with pytest.raises(NotMetError, match="made this act yourself"):
        satisfied(case, author)
    assert handed_on(ways.fresh(case), author).state == ComplaintState.HANDED_ON


def test_a_complaint_about_a_return_brings_the_application_back_to_its_registration() -> None:
    about = people.case_in(Pilot.REWORK)
    case = satisfied(filed(about, kind="rework_return"), people.head())
    after = carried_out(about, people.after(case))
    assert after.state == Pilot.REGISTRATION
    running = Deadline.objects.filter(case=about, state=Deadline.RUNNING).values_list("key", flat=True)
    assert set(running) == {"register", "decision"}


def test_a_head_who_is_late_is_informed_and_no_other() -> None:
    case = filed(people.case_in(Pilot.FINAL_REFUSED))
    heads = [people.head(where) for where in ("astana", "almaty", "hub")]
    due = Deadline.objects.get(case=case, key="complaint_review").due_at
    clock.sweep(due + HOUR, outbox=False)
    users = set(Notice.objects.filter(what="queue", user__in=heads).values_list("user", flat=True))
    assert users == {heads[0].pk}


# ------------------------------------------------------------------------------------------------ pages


def ask(user: User, at: datetime, url: str, data: dict[str, Any] | None = None) -> Any:
    client = Client()
    client.force_login(user)
    with people.at(at):
        return client.post(url, data) if data is not None else client.get(url)


def test_from_the_letter_to_the_permit_by_the_pages(uncaged: None) -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    me, head, letter = about.person.user, people.head(), letter_of(about)
    now = people.after(about)
    shown = ask(me, now, reverse("egov:cabinet:case", args=[about.pk])).content.decode()
    start = reverse("egov:complaints:start", args=[letter.pk])
    assert start in shown
    case_page = ask(me, now, start, {})["Location"]
    draft = Case.objects.get(about_letter=letter)
    document = reverse("egov:complaints:document", args=[draft.pk, "complaint_evidence"])
    bad = ask(me, now, document, {"file": SimpleUploadedFile("x.exe", b"MZ" + b"0" * 99)})
    assert bad.status_code == 422 and not draft.documents.exists()
    name, data = people.specimen("passport")
    assert ask(me, now, document, {"file": SimpleUploadedFile(name, data)})["Location"] == case_page
    page = " ".join(ask(me, now, case_page).content.decode().split())
    assert re.search(r'value="add"[^>]* checked', page), "the next paper goes behind the first, which stays"
    sign = reverse("cases:step", args=[draft.pk, "file_complaint"])
    empty = ask(me, now, sign, {"text": ""})
    assert empty.status_code == 422
    sheet = ask(me, now, sign, {"text": WORDS, "version": ways.fresh(draft).version})
    assert sheet.status_code == 200 and WORDS in sheet.content.decode()

    case = step(draft, "file_complaint", me, facts.ComplaintText(text=WORDS), now + HOUR)
    now = people.after(case)
    assert case.number in ask(me, now, reverse("egov:complaints:home")).content.decode()
    assert WORDS in ask(me, now, case_page).content.decode()
    assert ask(me, now, reverse("egov:cabinet:case", args=[case.pk])).status_code == 404
    assert case.number in ask(head, now, reverse("con:head:home")).content.decode()
    assert case.number in ask(head, now, reverse("con:complaints:home")).content.decode()
    page = ask(head, now, reverse("con:complaints:case", args=[case.pk])).content.decode()
    assert WORDS in page and letter.number in page
    assert ask(people.head("almaty"), now, reverse("con:complaints:case", args=[case.pk])).status_code == 404

    archive = b"".join(ask(head, now, reverse("con:complaints:file", args=[case.pk])).streaming_content)
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        listed = json.loads(opened.read("file.json"))
        assert {item["path"] for item in listed} == set(opened.namelist()) - {"file.json"}
        assert {item["path"].partition("/")[0] for item in listed} == {case.number, about.number}
        story = json.loads(opened.read(f"{about.number}/events.json"))
    steps = {row["step"] for row in story}
    assert {"record_check", "refuse_final"} <= steps and "record_interview" not in steps, "that is of АКФ ПИТ alone"

    case = satisfied(case, head)
    execute, signed = (
        reverse("cases:step", args=[about.pk, "execute_ruling"]),
        Signature.objects.get(step="satisfy_complaint"),
    )
    assert signed.sha256 in ask(people.head("astana.2"), people.after(case), execute).content.decode()
    carried_out(about, people.after(case))
    against = next(c for _at, c in about.dossier.standing_checks if not c.clear)
    fields: Any = {"kind": against.kind, "clear": True, "text": "", "reason": people.REASONS}
    corrected = ways.take(ways.fresh(about), "correct_check", **fields)
    dropped = ways.take(ways.fresh(corrected), "drop_final_refusal")
    assert ways.take(ways.fresh(dropped), "grant").state == Pilot.GRANTED


def test_the_whole_file_holds_what_was_replaced_after_somebody_had_seen_it(uncaged: None) -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    draft, me = begun(about), about.person.user
    document = reverse("egov:complaints:document", args=[draft.pk, "complaint_evidence"])
    for minutes, kind in enumerate(("passport", "housing")):  # a draft that nobody has seen, and what took its place
        name, data = people.specimen(kind)
        at = people.after(about) + minutes * HOUR / 60
        assert ask(me, at, document, {"file": SimpleUploadedFile(name, data)}).status_code == 302
    case = step(ways.fresh(draft), "file_complaint", me, facts.ComplaintText(text=WORDS), people.after(about) + HOUR)
    passport = Document.objects.get(case=about, kind="passport", current=True)
    columns = {field.name for field in Document._meta.concrete_fields} - {"id"}
    seen = {name: getattr(passport, name) for name in columns} | {"current": False, "retired_at": people.after(about)}
    Document.objects.create(**seen)
    listed = casefile.listed(case, people.head())
    replaced = [item for item in listed if "/replaced/" in item.path]
    assert [(item.path.partition("/")[0], item.what) for item in replaced] == [(about.number, "replaced document")]
    assert sum("complaint_evidence" in item.path for item in listed) == 1
    assert len({item.path for item in listed}) == len(listed)


def test_who_may_complain_of_a_late_body_reads_where_to() -> None:
    case = people.case_in(Pilot.REGISTRATION)
    page = ask(case.person.user, people.after(case), reverse("egov:cabinet:case", args=[case.pk])).content.decode()
    remedy = Remedy.objects.get(edition=case.edition, body="department")
    assert case.city and case.city.department_ru in page and remedy.higher_ru in page
    assert "Жалоба подаётся здесь" in page and "ул. Примерная, 7" not in page
    assert "Если к этому дню этого не сделают" in page and "В срок этого не сделали" not in page
    late = Deadline.objects.get(case=case, key="register").due_at + HOUR
    page = ask(case.person.user, late, reverse("egov:cabinet:case", args=[case.pk])).content.decode()
    assert "В срок этого не сделали" in page
    Remedy.objects.update(address="ул. Примерная, 7", higher_ru="")
    page = ask(case.person.user, people.after(case), reverse("egov:cabinet:case", args=[case.pk])).content.decode()
    assert "письменно" in page and "ул. Примерная, 7" in page and remedy.higher_ru not in page


def test_after_the_silence_of_the_higher_body_the_page_says_the_way_to_court() -> None:
    case = handed_on(filed(people.case_in(Pilot.FINAL_REFUSED)), people.head())
    url, me = reverse("egov:complaints:case", args=[case.pk]), case.person.user
    due = Deadline.objects.get(case=case, key="complaint_answer").due_at
    Remedy.objects.update(court_ru="СМАС г. Астаны")
    with translation.override("ru"):
        silent = translation.gettext(SILENCE).partition(" (")[0]
    before, after = (ask(me, at, url).content.decode() for at in (due - DAY, due + HOUR))
    assert silent not in before and "СМАС г. Астаны" in before
    assert silent in after and "СМАС г. Астаны" in after
    Remedy.objects.all().delete()
    assert silent not in ask(me, due + HOUR, url).content.decode()


SILENCE = (
    "The higher body has not answered by %(day)s, the last day of its term. You need not wait any longer: you may go "
    "to court."
)


def test_what_the_steps_compose_fits_the_sheets(uncaged: None) -> None:
    head = people.head()
    satisfied(filed(people.case_in(Pilot.LAPSED)), head)
    above = handed_on(filed(people.case_in(Pilot.FINAL_REFUSED)), head)
    answered(above, head, "record_rejected")
    answered(handed_on(filed(people.case_in(Pilot.PRELIMINARY_REFUSED)), head), head)
    moot = people.case_in(Pilot.ANNULLED)
    closed(fallen(filed(moot), moot), head)
    composed = {row.kind: row for row in Letter.objects.filter(kind__in=COMPLAINT.letters)}
    assert set(composed) == set(COMPLAINT.letters)
    for row in composed.values():
        assert set(FACTS[row.kind]) - {"court"} <= set(row.facts), row.kind
        assert filled(row)


def test_the_letter_of_a_refusal_says_how_it_is_challenged() -> None:
    remedies_of = letter_of(people.case_in(Pilot.PRELIMINARY_REFUSED)).facts["remedies"]
    assert remedies_of["court"]["kk"] and remedies_of["until"] > "2026"
    assert letter_of(people.case_in(Pilot.PETITION_REFUSED)).facts["remedies"]["body"]["ru"].startswith("Министерство")


def test_a_step_of_the_programme_has_its_words_in_every_language() -> None:
    for language in ("ru", "kk"):
        with translation.override("en"):
            english = {name: str(step.label) for name, step in COMPLAINT.steps.items()}
        with translation.override(language):
            assert all(str(step.label) != english[name] for name, step in COMPLAINT.steps.items())


def test_terms_in_months_end_on_the_same_day_or_the_last_of_the_month() -> None:
    remedy = Remedy.objects.filter(body="department")[0]
    remedy.complaint_length, remedy.complaint_unit = 1, "months"
    at = datetime(2026, 1, 31, 12, tzinfo=people.START.tzinfo)
    days = remedies.complaint_term(remedy, at).days
    assert [day.date for day in days if day.counted][-1] == date(2026, 2, 28)


def test_two_heads_at_once_and_a_complaint_of_fifty_thousand_letters() -> None:
    """The slower is shown who was quicker; too long a text is refused at its field, and kept."""
    about = people.case_in(Pilot.FINAL_REFUSED)
    draft, me = begun(about), about.person.user
    sign = reverse("cases:step", args=[draft.pk, "file_complaint"])
    endless = "word " * 10_000
    refused = ask(me, people.after(about), sign, {"text": endless, "version": ways.fresh(draft).version})
    assert refused.status_code == 422 and endless.strip() in refused.content.decode()
    assert ways.fresh(draft).state == ComplaintState.DRAFT
    case = step(draft, "file_complaint", me, facts.ComplaintText(text=WORDS), people.after(draft))
    satisfied(case, people.head())
    hand_on = reverse("cases:step", args=[case.pk, "hand_on_complaint"])
    typed = {"higher": "МВД", "higher_kk": "ІІМ", "text": "", "version": case.version}
    slower = ask(people.head("astana.2"), people.after(ways.fresh(case)), hand_on, typed)
    assert slower.status_code == 302 and ways.fresh(case).state == ComplaintState.SATISFIED
    with pytest.raises(WrongStateError):
        handed_on(ways.fresh(case), people.head("astana.2"))
    assert Ruling.objects.filter(case=about).count() == 1


def test_a_damaged_answer_is_refused_and_a_head_elsewhere_attaches_nothing(uncaged: None) -> None:
    case = handed_on(filed(people.case_in(Pilot.FINAL_REFUSED)), people.head())
    url, now = reverse("cases:step_paper", args=[case.pk, "record_rejected"]), people.after(case)
    bad = ask(people.head(), now, url, {"file": SimpleUploadedFile("answer.pdf", b"%PDF-1.7 and no more")})
    assert bad.status_code == 422 and not case.documents.filter(kind="ruling").exists()
    assert ask(people.head("almaty"), now, url).status_code == 404
    assert ask(case.person.user, now, url).status_code == 403
    name, data = people.specimen("ruling")
    assert ask(people.head(), now, url, {"file": SimpleUploadedFile(name, data)}).status_code == 302
    assert name in ask(people.head(), now, reverse("cases:step", args=[case.pk, "record_rejected"])).content.decode()


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_who_is_refused_reads_at_home_and_atop_the_case_that_a_complaint_is_open_and_until_when(language: str) -> None:
    about = people.case_in(Pilot.FINAL_REFUSED, owner=people.applicant(language=language))
    me, now, letter = signed_in(about.person.user, language), people.after(about), letter_of(about)
    begin, last = reverse("egov:complaints:start", args=[letter.pk]), remedies.last_day(letter)
    assert last is not None
    with translation.override(language):
        day = in_words(last)
    pages = reverse("egov:cabinet:home"), reverse("egov:cabinet:case", args=[about.pk])
    with people.at(now):
        for page in pages:
            shown = text(me.get(page))
            assert begin in shown and day in shown and letter.number in shown
            assert shown.index(begin) < shown.index('id="notices"' if page == pages[0] else 'id="letters"')
        draft = open_complaint(letter.pk, about.person.user, now)
        for page in pages:
            shown = text(me.get(page))
            own = reverse("egov:complaints:case", args=[draft.pk])
            assert begin not in shown and own in shown.split('id="notices"')[0]
    step(draft, "file_complaint", about.person.user, facts.ComplaintText(text=WORDS), now)
    with people.at(now + HOUR):
        assert begin not in text(me.get(pages[0]))


def test_after_the_last_day_the_home_page_offers_no_complaint() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    letter, me = letter_of(about), signed_in(about.person.user, "ru")
    last = remedies.last_day(letter)
    assert last is not None
    with people.at(datetime.combine(last, people.START.timetz()) + DAY):
        assert reverse("egov:complaints:start", args=[letter.pk]) not in text(me.get(reverse("egov:cabinet:home")))


@pytest.mark.parametrize("language", ["ru", "kk"])
@pytest.mark.parametrize(("court", "words"), [("Межрайонный суд", ""), ("", "Other facts were not shown.")])
def test_who_is_not_satisfied_reads_on_the_page_until_when_the_court_is_open(
    uncaged: None, language: str, court: str, words: str
) -> None:
    """What the letter says stands on the page as well; and the letter says where the reasons are."""
    Remedy.objects.update(court_ru=court, court_kk=court)
    about, head = people.case_in(Pilot.FINAL_REFUSED, owner=people.applicant(language=language)), people.head()
    case = answered(handed_on(filed(about), head), head, "record_rejected", text=words, text_kk=words)
    letter = Letter.objects.get(case=case, kind="complaint_rejected")
    with translation.override(language):
        day = in_words(date.fromisoformat(letter.facts["court_until"]))
    with people.at(people.after(case)):
        page = text(signed_in(about.person.user, language).get(reverse("egov:complaints:case", args=[case.pk])))
    panel = page.split('aria-labelledby="further"')[1].split("</section>")[0]
    assert day in panel and court in panel
    args: dict[str, Any] = {"number": letter.number, "at": letter.at, "code": letter.code, "check_url": URL}
    printed = read(rendering.render(letter.kind, letter.facts, language, **args))
    assert (letter.facts["file"] in printed) == (not words)
