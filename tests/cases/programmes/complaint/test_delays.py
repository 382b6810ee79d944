"""A complaint about a delay: from the term that is over to the order to act, and what becomes of both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from cases.engine import clock
from cases.engine.rulings import ordering, remedies
from cases.engine.steps.errors import NotMetError
from cases.evidence import casefile
from cases.law.errors import NotFoundError, NotNowError
from cases.law.terms import working_day_from
from cases.models import Case, Deadline, Letter, Notice, Remedy, User
from cases.models.workcalendar import work_calendar
from cases.programmes.complaint import KEY, facts
from cases.programmes.complaint.opening import open_about_delay
from cases.programmes.complaint.states import ComplaintState
from cases.programmes.nomad.states import State as Pilot
from cases.values.dates import in_words
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.ways import DAY, HOUR
from tests.cases.letters.facts import filled
from tests.cases.programmes.complaint.complaining import WORDS, answered, ask, handed_on, step
from tests.desks import signed_in
from tests.desks import text as page_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def term_of(case: Case, key: str = "register") -> Deadline:
    return Deadline.objects.select_related("case").filter(case=case, key=key).latest("id")


def begun(case: Case, key: str = "register", now: datetime | None = None) -> Case:
    term = term_of(case, key)
    return open_about_delay(term.pk, case.person.user, now or term.due_at + HOUR)


def filed(case: Case, key: str = "register", now: datetime | None = None) -> Case:
    draft = begun(case, key, now)
    given = facts.ComplaintText(text=WORDS)
    return step(draft, "file_complaint", case.person.user, given, people.after(draft))


def satisfied(case: Case, head: User, until: date | None = None) -> Case:
    return step(case, "satisfy_complaint", head, facts.HeadDecision(text=people.REASONS, until=until))


def day(case: Case, days: int = 3) -> date:
    return people.local_day(people.after(case)) + timedelta(days=days)


def working_day(case: Case, days: int = 3) -> date:
    return working_day_from(day(case, days), work_calendar())


def test_from_the_term_to_the_order_by_the_pages(uncaged: None) -> None:
    about = people.case_in(Pilot.REGISTRATION)
    me, head, term = about.person.user, people.head(), term_of(about)
    cabinet, start = (
        reverse("egov:cabinet:case", args=[about.pk]),
        reverse("egov:complaints:start_about_delay", args=[term.pk]),
    )
    assert start not in ask(me, term.due_at - HOUR, cabinet).content.decode()
    early = ask(me, term.due_at - HOUR, start, {})
    assert early["Location"] == reverse("egov:complaints:home") and not Case.objects.filter(programme=KEY).exists()
    now = term.due_at + HOUR
    assert start in ask(me, now, cabinet).content.decode()
    assert start in ask(me, now, reverse("egov:cabinet:home")).content.decode()
    assert ask(me, now, start)["Location"] == reverse("egov:complaints:home"), "a link begins nothing"
    assert ask(people.applicant(), now, start, {}).status_code == 404
    page = ask(me, now, start, {})["Location"]
    draft = Case.objects.get(about_term=term)
    with translation.override(me.language):
        assert term.get_key_display() in ask(me, now, page).content.decode()

    document = reverse("egov:complaints:document", args=[draft.pk, "complaint_evidence"])
    bad = ask(me, now, document, {"file": SimpleUploadedFile("x.exe", b"MZ" + b"0" * 99)})
    assert bad.status_code == 422 and not draft.documents.exists()
    name, data = people.specimen("passport")
    assert ask(me, now, document, {"file": SimpleUploadedFile(name, data)})["Location"] == page
    sign = reverse("cases:step", args=[draft.pk, "file_complaint"])
    for text in ("", "word " * 10_000):
        refused = ask(me, now, sign, {"text": text, "version": ways.fresh(draft).version})
        assert refused.status_code == 422 and text.strip() in refused.content.decode()
    case = step(ways.fresh(draft), "file_complaint", me, facts.ComplaintText(text=WORDS), now + HOUR)
    assert case.number.startswith("APP-2026-")
    now = people.after(case)
    assert ask(me, now, start, {})["Location"] == reverse("egov:complaints:home"), "there is one already"
    shown = ask(me, now, cabinet).content.decode()
    assert case.number in shown and start not in shown
    assert WORDS in ask(me, now, page).content.decode()
    for url in (reverse("egov:complaints:home"), reverse("egov:complaints:case", args=[case.pk])):
        assert about.number in ask(me, now, url).content.decode()
    desk = reverse("con:complaints:case", args=[case.pk])
    for url in (reverse("con:head:home"), reverse("con:complaints:home"), desk):
        assert case.number in ask(head, now, url).content.decode()
    assert about.number in ask(head, now, desk).content.decode()
    assert ask(people.head("almaty"), now, desk).status_code == 404
    assert Case.objects.filter(programme=KEY, about_term=term).count() == 1


def test_the_head_names_the_day_at_his_form() -> None:
    case, head = filed(people.case_in(Pilot.REGISTRATION)), people.head()
    assert case.about
    now, url = people.after(case), reverse("cases:step", args=[case.pk, "satisfy_complaint"])
    last = ordering.latest_day(case.about, now)
    assert last and 'name="until"' in ask(head, now, url).content.decode()
    sunday = day(case, 6 - people.local_day(now).weekday())
    for until in ("", day(case, 0).isoformat(), (last + DAY).isoformat(), sunday.isoformat(), "soon"):
        given = {"text": people.REASONS, "until": until, "version": case.version}
        refused = ask(head, now, url, given)
        assert refused.status_code == 422 and people.REASONS in refused.content.decode(), until
    with translation.override(head.language):
        day_off = gettext("{day} is a day off: choose a working day.").format(day=in_words(sunday))
    assert day_off in ask(head, now, url, given | {"until": sunday.isoformat()}).content.decode()
    sheet = ask(head, now, url, {"text": people.REASONS, "until": last.isoformat(), "version": case.version})
    assert sheet.status_code == 200 and ways.fresh(case).state == ComplaintState.REVIEW
    other = people.case_in(Pilot.SCREENING)
    hub = filed(other, "screening")
    assert (hub.body, hub.city_id) == ("hub", None)
    with translation.override("en"), pytest.raises(NotMetError, match="Name the day"):
        satisfied(hub, people.head("hub"))


def test_satisfied_it_is_a_term_at_the_desk_that_ends_when_the_case_leaves_its_place() -> None:
    about = people.case_in(Pilot.REGISTRATION)
    case = filed(about)
    until = working_day(case)
    case = satisfied(case, people.head(), until)
    assert case.state == ComplaintState.SATISFIED and case.events.latest("id").facts["ordered"] is True
    ordered = term_of(about, "ordered")
    assert (ordered.last_day, ordered.state, ordered.paragraph) == (until, Deadline.RUNNING, "art. 91(4)")
    assert Letter.objects.get(case=case, kind="complaint_satisfied").facts["until"] == until.isoformat()
    assert Notice.objects.filter(case=about, what="order_act", user=about.person.user).exists()
    for who, page in ((people.officer(), "con:officer:case"), (about.person.user, "egov:cabinet:case")):
        with translation.override(who.language):
            name = ordered.get_key_display()
        assert name in ask(who, people.after(case), reverse(page, args=[about.pk])).content.decode()
    proof = reverse("cases:deadline", args=[about.pk, ordered.pk])
    with people.at(people.after(case)):
        shown = page_text(signed_in(people.officer()).get(proof))
    assert "the day was named in the answer to the complaint" in shown and "15 working days" not in shown
    assert "the order sets this term" not in shown.lower() and "not confirmed here yet" in shown
    ways.sound(ways.fresh(about))
    clock.sweep(ordered.due_at, outbox=False)
    ordered.refresh_from_db()
    assert ordered.overdue_at == ordered.due_at
    escalated = Notice.objects.filter(what="escalated", user=people.head()).latest("id")
    assert about.number in [number for _case, number, _key in escalated.facts["late"]]
    again = filed(ways.fresh(about), "ordered", ordered.due_at + HOUR)
    assert again.about_term == ordered, "what is late again is another term"
    after = ways.take(ways.fresh(about), "register", people.after(again))
    ordered.refresh_from_db()
    assert (after.state, ordered.state) == (Pilot.CHECKS, Deadline.LATE)
    ways.sound(after)


@pytest.mark.parametrize(("name", "ends"), [("register", Deadline.MET), ("withdraw", Deadline.STOPPED)])
def test_an_order_is_met_by_an_official_alone(name: str, ends: str) -> None:
    about = people.case_in(Pilot.REGISTRATION)
    case = filed(about)
    case = satisfied(case, people.head(), working_day(case))
    ways.take(ways.fresh(about), name, people.after(case))
    assert term_of(about, "ordered").state == ends
    assert not Deadline.objects.filter(case=about, key="ordered", state=Deadline.RUNNING).exists()


def test_another_order_takes_the_place_of_the_first() -> None:
    about = people.case_in(Pilot.REGISTRATION)
    late = term_of(about, "decision").due_at + HOUR
    first, second = filed(about, now=late), filed(about, "decision", late)
    satisfied(first, people.head(), working_day(first, 5))
    until = working_day(second, 2)
    satisfied(second, people.head(), until)
    running = Deadline.objects.get(case=about, key="ordered", state=Deadline.RUNNING)
    assert running.last_day == until and Deadline.objects.filter(case=about, key="ordered").count() == 2
    ways.sound(ways.fresh(about))


@pytest.mark.parametrize("name", ["register", "withdraw"])
def test_what_is_done_or_withdrawn_meanwhile_is_answered_and_nothing_is_ordered(name: str) -> None:
    about = people.case_in(Pilot.REGISTRATION)
    draft = begun(about)
    after = ways.take(ways.fresh(about), name, people.after(draft))
    case = step(
        ways.fresh(draft), "file_complaint", about.person.user, facts.ComplaintText(text=WORDS), people.after(after)
    )
    form = ask(people.head(), people.after(case), reverse("cases:step", args=[case.pk, "satisfy_complaint"]))
    assert 'name="until"' not in form.content.decode()
    case = satisfied(case, people.head())
    assert case.state == ComplaintState.SATISFIED and case.events.latest("id").facts["ordered"] is False
    letter = Letter.objects.get(case=case, kind="complaint_satisfied")
    assert letter.facts["until"] == "" and filled(letter)
    assert not Deadline.objects.filter(case=about, key="ordered").exists()


def test_before_the_day_it_is_refused_with_the_day() -> None:
    about = people.case_in(Pilot.REGISTRATION)
    term = term_of(about)
    with pytest.raises(NotNowError, match=in_words(term.late_from)):
        begun(about, now=term.due_at - HOUR)
    draft = begun(about)
    Deadline.objects.filter(pk=term.pk).update(due_at=term.due_at + 5 * DAY, last_day=term.last_day + 5 * DAY)
    with pytest.raises(NotMetError, match="not late"):
        step(draft, "file_complaint", about.person.user, facts.ComplaintText(text=WORDS), people.after(draft))


def test_a_draft_is_gone_on_with_and_filed_once() -> None:
    about = people.case_in(Pilot.REGISTRATION)
    draft, late = begun(about), term_of(about).due_at + 2 * HOUR
    assert begun(about, now=late).pk == draft.pk
    case = filed(about)
    with pytest.raises(NotNowError, match=case.number):
        begun(about, now=people.after(case))
    withdrawn = step(case, "withdraw_complaint", about.person.user, facts.Withdrawal())
    assert begun(about, now=people.after(withdrawn)).number != case.number


def test_nobody_complains_here_of_an_own_term() -> None:
    about = people.case_in(Pilot.REWORK)
    term = term_of(about, "rework")
    with pytest.raises(NotNowError, match="no complaint is filed here"):
        begun(about, "rework")
    with pytest.raises(NotFoundError):
        open_about_delay(term.pk, people.applicant(), term.due_at + HOUR)
    page = ask(about.person.user, term.due_at + HOUR, reverse("egov:cabinet:case", args=[about.pk]))
    assert reverse("egov:complaints:start_about_delay", args=[term.pk]) not in page.content.decode()


def test_what_was_done_in_time_is_no_delay_and_a_head_is_complained_of_in_writing() -> None:
    about = people.case_in(Pilot.CHECKS)
    with pytest.raises(NotNowError, match="in time"):
        begun(about, now=term_of(about).due_at + DAY)
    case = filed(people.case_in(Pilot.REGISTRATION))
    with pytest.raises(NotNowError, match="no complaint is filed here"):
        begun(case, "complaint_review")
    Remedy.objects.all().delete()
    with pytest.raises(NotNowError, match="no complaint is filed here"):
        begun(about, "decision")


def test_after_the_delay_has_ended_the_term_of_a_complaint_runs() -> None:
    about = people.case_in(Pilot.REGISTRATION)
    term = term_of(about)
    ways.take(about, "register", term.due_at + DAY)
    term, remedy = term_of(about), Remedy.objects.get(edition=about.edition, body="department")
    last = remedies.delay_until(term, remedy)
    assert term.stopped_at and last == remedies.complaint_term(remedy, term.stopped_at).last_day
    evening = datetime.combine(last, people.START.timetz())
    cabinet = reverse("egov:cabinet:case", args=[about.pk])
    start = reverse("egov:complaints:start_about_delay", args=[term.pk])
    assert start in ask(about.person.user, evening, cabinet).content.decode()
    assert start in ask(about.person.user, evening + DAY, cabinet).content.decode(), "a day late is no refusal"
    draft = begun(about, now=evening)
    step(draft, "withdraw_complaint", about.person.user, facts.Withdrawal(), evening + HOUR)
    draft = begun(about, now=evening + DAY)
    given: Any = {"text": WORDS, "excuse": "I was in hospital all that week."}
    case = step(draft, "file_complaint", about.person.user, facts.ComplaintText(**given), evening + DAY + HOUR)
    assert case.events.latest("id").facts["late"] is True


def test_the_higher_body_orders_as_well_and_its_answer_is_kept() -> None:
    about, head = people.case_in(Pilot.REGISTRATION), people.head()
    case = handed_on(filed(about), head)
    assert {part.pk for part in casefile.cases_of(case)} == {case.pk, about.pk}
    with pytest.raises(NotMetError, match="Name the day"):
        answered(case, head)
    case = answered(ways.fresh(case), head, now=people.after(case) + HOUR, until=working_day(case))
    assert case.state == ComplaintState.SATISFIED and case.events.latest("id").facts["file"]
    assert term_of(about, "ordered").state == Deadline.RUNNING
    assert all(filled(row) for row in Letter.objects.filter(case=case))


def test_the_answer_against_the_person_names_the_court_and_orders_nothing() -> None:
    about, head = people.case_in(Pilot.REGISTRATION), people.head()
    case = answered(handed_on(filed(about), head), head, "record_rejected")
    letter = Letter.objects.get(case=case, kind="complaint_rejected")
    assert letter.facts["court"]["ru"] and letter.facts["about"]["term"]["kk"] and filled(letter)
    assert not Deadline.objects.filter(case=about, key="ordered").exists()
