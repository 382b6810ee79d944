"""A complaint about an adverse letter: filed and signed, satisfied or handed on, answered; and the permit after it."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from cases.engine import clock, performing
from cases.engine.programmes.declarations import declared_of, problems
from cases.engine.rulings import RulingFacts, remedies
from cases.engine.steps.errors import NotMetError, WrongActorError, WrongStateError
from cases.evidence import casefile
from cases.law.actors import Actor
from cases.law.errors import NotFoundError, NotNowError
from cases.letters import rendering
from cases.models import Case, Deadline, Document, Event, Letter, Notice, Remedy, Ruling, Signature, User
from cases.programmes.complaint import facts
from cases.programmes.complaint.opening import open_complaint
from cases.programmes.complaint.programme import COMPLAINT
from cases.programmes.complaint.states import PLACES, ComplaintState
from cases.programmes.nomad.facts import Execution, Reason
from cases.programmes.nomad.states import State as Pilot
from cases.templatetags.dnr.states import stage_path
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.ways import DAY, HOUR
from tests.cases.letters.facts import FACTS, filled, read
from tests.cases.programmes.complaint.complaining import (
    ABOVE,
    ANSWER,
    TO_MINISTRY,
    WORDS,
    answered,
    answered_in_part,
    ask,
    begun,
    carried_out,
    closed,
    fallen,
    filed,
    handed_on,
    in_part,
    letter_of,
    satisfied,
    step,
)

pytestmark = pytest.mark.django_db

A, H = Actor.APPLICANT, Actor.HEAD
TABLE = [
    ("complaint_draft", "file_complaint", A, "complaint_review", "art. 91"),
    ("complaint_review", "satisfy_complaint", H, "complaint_satisfied", "art. 91(4)"),
    ("complaint_review", "hand_on_complaint", H, "complaint_handed_on", "art. 91(4)"),
    ("complaint_review", "satisfy_in_part", H, "complaint_handed_on", "art. 91(4)"),
    ("complaint_review", "close_complaint", H, "complaint_moot", "art. 91"),
    ("complaint_handed_on", "record_satisfied", H, "complaint_satisfied", "art. 91(5)"),
    ("complaint_handed_on", "record_rejected", H, "complaint_rejected", "art. 91(5)"),
    ("complaint_handed_on", "record_satisfied_in_part", H, "complaint_in_part", "art. 91(5)"),
    ("complaint_handed_on", "record_closed", H, "complaint_moot", "art. 91(5)"),
    ("complaint_draft", "withdraw_complaint", A, "complaint_withdrawn", "art. 91"),
    ("complaint_review", "withdraw_complaint", A, "complaint_withdrawn", "art. 91"),
    ("complaint_handed_on", "withdraw_complaint", A, "complaint_withdrawn", "art. 91"),
]
"""The steps, typed a second time: from, step, by whom, to, paragraph."""


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


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
        ComplaintState.IN_PART: lambda: answered_in_part(handed_on(case, head), head),
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
        (Pilot.PETITION_INCOMPLETE, "", "hub"),
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


def test_a_single_complaint_a_letter() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    draft = begun(about)
    assert begun(about, people.after(draft)).pk == draft.pk, "one goes on with the draft"
    case = filed(about, people.after(draft))
    with pytest.raises(NotNowError, match=case.number):
        begun(about, people.after(case))
    withdrawn = step(case, "withdraw_complaint", about.person.user, facts.Withdrawal())
    assert begun(about, people.after(withdrawn)).number != case.number


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
        step(case, "hand_on_complaint", head, facts.HandingOn(higher=".", higher_kk="ІІМ", higher_address=ABOVE))
    case = handed_on(case, head)
    on = people.local_day(people.after(case))
    with pytest.raises(NotMetError):
        step(case, "record_rejected", head, facts.HigherAnswer(**ANSWER | {name: "–"}, answered_on=on))


def test_handed_on_with_the_whole_file_and_satisfied_above() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    head = people.head()
    case = handed_on(filed(about), head)
    recorded = case.events.order_by("-id")[0].facts
    assert recorded["files"] > 10
    went = Event.objects.filter(case=case).latest("id")
    sent = ask(head, people.after(case) + HOUR, reverse("con:complaints:file", args=[case.pk]))
    with zipfile.ZipFile(BytesIO(b"".join(sent.streaming_content))) as archive:  # type: ignore[attr-defined]
        kept = archive.read("handed-on/file.json")
        listed = {row["path"]: row["sha256"] for row in json.loads(kept)}
        inside = {name.partition("/")[2] for name in archive.namelist() if name.startswith("handed-on/")}
        stories = {name: archive.read(f"handed-on/{name}") for name in inside - {"file.json"}}
        today = {row["sha256"] for row in json.loads(archive.read("file.json"))}
    letter = Letter.objects.get(case=case, kind="complaint_handed_on")
    assert hashlib.sha256(kept).hexdigest() == recorded["file_sha256"] == letter.facts["file_sha256"]
    assert len(listed) == recorded["files"] and went.step == "hand_on_complaint"
    assert {part.number for part in casefile.cases_of(case)} == {name.partition("/")[0] for name in stories}
    assert {name: hashlib.sha256(story).hexdigest() for name, story in stories.items()}.items() <= listed.items()
    assert set(listed.values()) - today == {listed[f"{case.number}/events.json"]}, "all else is there as it was"
    answer = facts.HigherAnswer(**ANSWER, answered_on=people.local_day(people.after(case)))
    with translation.override("en"), pytest.raises(NotMetError, match="document itself is missing"):
        step(case, "record_satisfied", head, answer)
    case = answered(case, head)
    ruling, paper = Ruling.objects.get(case=about), Document.objects.get(case=case, kind="ruling")
    assert (ruling.kind, ruling.complaint, ruling.paper) == ("higher_body", case, paper)
    assert Deadline.objects.get(case=case, key="complaint_answer").state == Deadline.MET
    file = reverse("cases:document", args=[about.pk, paper.pk])
    assert ask(people.officer("almaty"), people.after(case), file).status_code == 404
    assert [item.what for item in casefile.file_entries(case, head) if item.sha256 == paper.blob_id] == ["document"]
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
    position = "The border service has no entry of that day."
    case = step(case, "hand_on_complaint", people.head(), facts.HandingOn(**TO_MINISTRY, text=position))
    handed = Letter.objects.get(case=case, kind="complaint_handed_on").facts
    assert handed["higher"] == {"ru": "МВД", "kk": "ІІМ"}
    assert (handed["stated"], handed["court"]["ru"]) == (position, remedy.court_ru)
    late = people.after(case, 60 * DAY)
    page = ask(about.person.user, late, reverse("egov:complaints:case", args=[case.pk]))
    assert page.context["silence"].court_until.isoformat() == handed["silent_court_until"]
    assert position in page.content.decode(), "the person answers what the body has said"
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


def test_what_the_steps_compose_fits_the_sheets(uncaged: None) -> None:
    head = people.head()
    satisfied(filed(people.case_in(Pilot.LAPSED)), head)
    above = handed_on(filed(people.case_in(Pilot.FINAL_REFUSED)), head)
    answered(above, head, "record_rejected")
    answered(handed_on(filed(people.case_in(Pilot.PRELIMINARY_REFUSED)), head), head)
    moot = people.case_in(Pilot.ANNULLED)
    closed(fallen(filed(moot), moot), head)
    part = in_part(filed(people.case_in(Pilot.FINAL_REFUSED)), head)
    answered_in_part(part, head, act_falls=True)
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
    typed = TO_MINISTRY | {"text": "", "version": str(case.version)}
    slower = ask(people.head("astana.2"), people.after(ways.fresh(case)), hand_on, typed)
    assert slower.status_code == 302 and ways.fresh(case).state == ComplaintState.SATISFIED
    with pytest.raises(WrongStateError):
        handed_on(ways.fresh(case), people.head("astana.2"))
    assert Ruling.objects.filter(case=about).count() == 1
