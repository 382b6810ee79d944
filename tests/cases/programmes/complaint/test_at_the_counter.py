"""What the public service centre does and leaves undone is complained of before the head of the department for which it
receives: the return of a package from its receipt, a delay from its term (interpretations 57, 68)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from cases.engine.rulings import remedies
from cases.engine.steps.errors import NotMetError
from cases.law.errors import NotNowError
from cases.law.terms import working_day_from
from cases.letters import rendering
from cases.models import Case, Deadline, Letter, Remedy
from cases.models.letter import LETTERS
from cases.models.workcalendar import work_calendar
from cases.programmes.complaint import facts
from cases.programmes.complaint.opening import open_about_delay
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.cases.letters.facts import URL, holds, read
from tests.cases.programmes.complaint.complaining import (
    WORDS,
    ask,
    begun,
    carried_out,
    closed,
    filed,
    letter_of,
    satisfied,
    step,
    under,
)

pytestmark = pytest.mark.django_db

KIND = "package_missing"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def returned() -> Case:
    return ways.fresh(ways.take(ways.case_for(people.case_in(State.INTAKE), "return_package"), "return_package"))


def test_from_the_receipt_to_the_next_visit() -> None:
    about = returned()
    me, head, letter, now = about.person.user, people.head(), letter_of(about, KIND), people.after(about)
    start = reverse("egov:complaints:start", args=[letter.pk])
    assert start in ask(me, now, reverse("egov:cabinet:case", args=[about.pk])).content.decode()
    assert ask(people.applicant(), now, start, {}).status_code == 404
    case = filed(about, kind=KIND)
    assert (case.body, case.city_id) == ("department", about.city_id)
    page = ask(head, people.after(case), reverse("con:complaints:case", args=[case.pk])).content.decode()
    assert letter.number in page and WORDS in page
    with translation.override("en"), pytest.raises(NotMetError, match="still stands"):
        closed(case, head)
    satisfied(ways.fresh(case), head)
    fallen = carried_out(ways.fresh(about), people.after(ways.fresh(case)))
    assert fallen.state == State.ARRIVED and letter_of(about, KIND).set_aside_at
    ways.sound(fallen)
    assert ways.take(ways.fresh(about), "open_intake").state == State.INTAKE
    with translation.override("en"), pytest.raises(NotNowError, match="set aside"):
        begun(about, kind=KIND)


def test_who_has_come_again_reads_that_nothing_is_left_to_decide() -> None:
    about = returned()
    case = filed(about, kind=KIND)
    ways.take(ways.fresh(about), "open_intake", people.after(case))
    assert closed(ways.fresh(case), people.head()).closed_at


def test_it_is_no_act_nobody_is_heard_or_signs_and_the_receipt_names_who_answers() -> None:
    kind = LETTERS[KIND]
    assert (
        kind.challenged
        and not kind.adverse
        and [name for name, letter in LETTERS.items() if letter.at_the_counter] == [KIND]
    )
    letter = Letter.objects.get(case=returned(), kind=KIND)
    way = letter.facts["remedies"]
    args: dict[str, Any] = {"number": letter.number, "at": letter.at, "code": letter.code, "check_url": URL}
    for language in rendering.LANGUAGES:
        printed = read(rendering.render(KIND, letter.facts, language, **args))
        assert holds(printed, way["body"][language]) and holds(printed, way["higher"][language])


def test_under_the_other_reading_it_is_in_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    about = people.case_in(State.INTAKE)
    with under(monkeypatch, about, challenged_in_writing=(KIND, "reconcile")):
        late = Deadline.objects.get(case=about, key="reconcile")
        with pytest.raises(NotNowError, match="no complaint"):
            open_about_delay(late.pk, about.person.user, late.due_at + ways.HOUR)
        page = ask(about.person.user, late.due_at, reverse("egov:cabinet:case", args=[about.pk])).content.decode()
        assert about.city and about.city.centre_address in page
        about = ways.fresh(ways.take(ways.case_for(ways.fresh(about), "return_package"), "return_package"))
        with translation.override("en"), pytest.raises(NotNowError, match="no complaint"):
            begun(about, kind=KIND)


def test_a_delay_of_the_centre_is_ordered_to_end_and_ends_by_its_step() -> None:
    about, head = people.case_in(State.INTAKE), people.head()
    late = Deadline.objects.get(case=about, key="reconcile")
    draft = open_about_delay(late.pk, about.person.user, late.due_at + ways.HOUR)
    case = step(draft, "file_complaint", about.person.user, facts.ComplaintText(text=WORDS), people.after(draft))
    assert case.body == "department"
    until = working_day_from(people.local_day(people.after(case)) + timedelta(days=2), work_calendar())
    case = step(case, "satisfy_complaint", head, facts.HeadDecision(text=people.REASONS, until=until))
    ordered = Deadline.objects.get(case=about, key="ordered")
    assert (ordered.state, ordered.last_day) == (Deadline.RUNNING, until)
    desk = ask(people.clerk(), people.after(ways.fresh(about)), reverse("con:clerk:case", args=[about.pk]))
    assert str(ordered.get_key_display()) in desk.content.decode()
    ways.take(ways.case_for(ways.fresh(about), "return_package"), "return_package", people.after(case))
    ordered.refresh_from_db()
    assert ordered.state == Deadline.MET


def test_an_act_follows_the_row_of_its_day() -> None:
    """What the law changes from a day on shortens nothing that was named before it."""
    before = people.case_in(State.REWORK)
    row = Remedy.objects.get(edition=before.edition, body="department")
    tomorrow = people.local_day(letter_of(before).at) + timedelta(days=1)
    later = Remedy.objects.get(pk=row.pk)
    later.pk, later.valid_from, later.complaint_length, later.complaint_unit = None, tomorrow, 10, "calendar_days"
    later.higher_ru = "Другой орган"
    later.save(force_insert=True)
    way = remedies.how_challenged(letter_of(before))
    assert way and way[1] == row and way[1].higher_ru != later.higher_ru
    assert remedies.remedy_of(row.edition, row.body, tomorrow) == later
    case = filed(before)
    assert remedies.remedy_about(case) == row
    returned_later = returned()
    named = letter_of(returned_later, KIND)
    assert people.local_day(named.at) >= tomorrow and named.facts["remedies"]["higher"]["ru"] == "Другой орган"
    last = remedies.last_day(named)
    assert last and (last - people.local_day(named.at)).days <= 14
