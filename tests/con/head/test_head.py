"""The desk of a head: load by person, cases of a person or of nobody, overdue terms; of the own body alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from cases.engine.clock import overdue
from cases.law import names
from cases.models import Case, Deadline, Handback, WaitingCorrection
from cases.programmes.nomad.states import State
from cases.workload import counts, taking
from tests import people
from tests.browser.pages import World
from tests.cases.engine import ways
from tests.cases.engine.ways import DAY, HOUR
from tests.cases.workload.test_taking import colleague

pytestmark = pytest.mark.django_db
HOME_STATEMENTS = 17


@pytest.fixture
def waiting() -> list[Case]:
    return [people.case_in(State.REGISTRATION) for _number in range(3)]


def test_the_page_shows_it_in_few_statements(
    waiting: list[Case], client: Client, django_assert_max_num_queries: Any
) -> None:
    bolat, now = colleague("Bolat"), people.after(waiting[-1])
    taking.take(waiting[0].pk, bolat, now)
    client.force_login(people.head("astana"))
    home = reverse("con:head:home")
    with people.at(now):
        assert "подсчёта ещё не было" in client.get(home).content.decode()
        counts.count(now)
        client.get(home)
        with django_assert_max_num_queries(HOME_STATEMENTS):
            shown = client.get(home).content.decode()
        assert "Bolat" in shown and waiting[0].number in shown
        listed = client.get(reverse("con:head:work"), {"owner": str(bolat.pk)}).content.decode()
        assert waiting[0].number in listed and waiting[1].number not in listed
        free = client.get(reverse("con:head:work"), {"owner": "nobody"}).content.decode()
        assert waiting[0].number not in free and waiting[1].number in free
        for foreign in ("nonsense", str(people.clerk().pk), "mine"):
            named = client.get(reverse("con:head:work"), {"owner": foreign}).context["ignored"]
            assert named == ["Чьё дело"], foreign
        client.force_login(people.head("almaty"))
        assert waiting[0].number not in client.get(reverse("con:head:work")).content.decode()


def test_the_list_is_that_of_the_officials_with_its_filters_and_its_file(waiting: list[Case], client: Client) -> None:
    bolat, head, now = colleague("Bolat"), people.head("astana"), people.after(waiting[-1])
    taking.take(waiting[0].pk, bolat, now)
    client.force_login(head)
    work, mine = reverse("con:head:work"), {waiting[0].number}
    with people.at(now):
        listed = client.get(work, {"sort": "name", "owner": str(bolat.pk), "filters": "1"})
        assert {case.number for case, *_rest in listed.context["rows"]} == mine
        assert "Bolat" in str(dict(listed.context["panel"][0].options).values())
        rows = client.get(work, {"q": waiting[1].number[:-1]}).context["rows"]
        assert waiting[1] in [case for case, *_rest in rows]
        page = client.get(listed.context["export_url"])
        assert page.status_code == 200 and "Bolat" in page.content.decode()
        client.post(work, {"act": "keep", "name": "Bolat", "query": f"owner={bolat.pk}", "shared": "on"})
        assert [row.row.name for row in client.get(work).context["kept"]] == ["Bolat"]
        kept = client.get(reverse("con:complaints:home")).context["kept"]
        assert kept == [], "of this list alone"
        foreign = listed.context["export_url"].replace("headed=officer", "headed=clerk")
        assert client.get(foreign).status_code == 404
        client.force_login(people.officer())
        assert client.get(work).status_code == 403 and client.get(listed.context["export_url"]).status_code == 404


def test_a_case_that_somebody_has_the_head_gives_to_another(client: Client) -> None:
    case, officer, bolat = people.case_in(State.REGISTRATION), people.officer(), colleague("Bolat")
    now, note = people.after(case), "Заявитель ждёт третий день."
    taking.take(case.pk, officer, now)
    page = reverse("cases:owner", args=[case.pk, "hand_over"])
    client.force_login(people.head("astana"))
    with people.at(now + HOUR):
        assert page in client.get(reverse("con:head:case", args=[case.pk])).content.decode()
        back = client.post(page, {"to": str(bolat.pk), "note": note}, follow=True).content.decode()
        assert "Bolat" in back
        assert client.post(page, {"to": str(bolat.pk), "note": note}).status_code == 409, "Bolat has it already"
        for user, mine in ((officer, False), (bolat, True)):
            client.force_login(user)
            shown = client.get(reverse("con:officer:case", args=[case.pk])).content.decode()
            assert ("Это дело ваше" in shown) is mine and note in shown
            theirs = client.get(reverse("con:officer:home"), {"owner": "mine"}).content.decode()
            assert (case.number in theirs) is mine


def test_the_head_reads_the_bodys_overdue_terms() -> None:
    case = people.case_in(State.KNB)
    late = Deadline.objects.get(case=case, key="knb").due_at + 3 * DAY + HOUR
    client = Client()
    client.force_login(people.head())
    with people.at(late):
        shown = client.get(reverse("con:head:home")).content.decode()
    with translation.override("ru"):
        over = ngettext("%(n)s day over", "%(n)s days over", 4) % {"n": 4}
    assert case.number in shown and over in shown
    client.force_login(people.head("ministry"))
    with people.at(late):
        assert case.number not in client.get(reverse("con:head:home")).content.decode()


SECTION = re.compile(r'<section[^>]*aria-labelledby="([\w-]+)".*?</section>', re.DOTALL)


def corrected() -> Case:
    """Of a check, which another official has to confirm."""
    case = people.case_in(State.KNB)
    facts = {"step": "correct_check", "kind": "knb", "subject": "knb", "facts": {}, "before": {}}
    WaitingCorrection.objects.create(case=case, by=people.officer(), at=people.after(case), **facts)
    return case


def test_each_section_of_the_page_has_its_row(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "FEWEST", 1)
    world, head = World(), people.head("astana")
    late = people.case_in(State.KNB, start=people.START - 10 * DAY)
    here = {
        "complaints-title": world.complained(),
        "rulings-title": world.cases["ruled"],
        "doubted-title": world.doubted(),
        "corrections-title": corrected(),
        "drafted-title": world.drafted().case,
        "overdue-title": late,
        "originals-title": people.case_in(State.FINAL_REFUSED),
    }
    now = Deadline.objects.get(case=here["corrections-title"], key="knb").due_at - HOUR
    Handback.objects.filter(case=here["originals-title"]).update(due_on=people.local_day(now - DAY))
    of_late = [[str(late.pk), late.number, "knb"]]
    done = [str(late.pk), late.number, "register"]
    overdue.escalate(head, {"overdue": "1", "late": [*of_late, done], "more": False}, now)
    overdue.escalate(head, {"overdue": "1", "late": [done], "more": False}, now)
    counts.count(now)
    client.force_login(head)
    with people.at(now):
        answer = client.get(reverse("con:head:home"))
    sections = {match[1]: match[0] for match in SECTION.finditer(answer.content.decode())}
    for title, case in here.items():
        assert case.number in sections[title], title
    notices = sections["escalations-title"]
    assert reverse("con:head:case", args=[late.pk]) in notices and str(names.label("terms", "knb")) in notices
    assert str(names.label("terms", "register")) not in notices and notices.count("<li>") == 1, "no longer overdue"
    assert answer.context["longest"][0]["number"] in sections["longest-title"]
    assert str(answer.context["steps"][0]["label"]) in sections["pace-title"]
    free, states = answer.context["free"]
    assert free["overdue"] > 0 and sum(number for _name, number, _key in states) == free["cases"]
    with people.at(now):
        for step in ("overdue", "today", "soon"):
            behind = client.get(reverse("con:head:work"), {"owner": "nobody", "term": step}).context["rows"]
            assert len(behind) == free[step], step
    titles = {*here, "escalations-title", "longest-title", "pace-title", "load-title"}
    assert sections.keys() == titles, "a section without a row in this test"


def test_a_list_that_goes_on_says_so_and_leads_to_all_of_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for _number in range(2):
        case = people.case_in(State.KNB)
    late = Deadline.objects.get(case=case, key="knb").due_at + HOUR
    client.force_login(people.head("astana"))
    whole = reverse("con:head:work") + "?term=overdue"
    with people.at(late):
        shown = client.get(reverse("con:head:home"))
        monkeypatch.setattr("con.head.views.ROWS", 1)
        cut = client.get(reverse("con:head:home"))
        assert len(client.get(whole).context["rows"]) == 2
    sections = [{m[1]: m[0] for m in SECTION.finditer(page.content.decode())} for page in (shown, cut)]
    assert [len(page.context["overdue"]) for page in (shown, cut)] == [2, 1]
    assert ["список неполный" in page["overdue-title"] and whole in page["overdue-title"] for page in sections] == [
        False,
        True,
    ]
    assert "список неполный" not in sections[1]["complaints-title"]


def test_a_draft_that_nobody_can_approve_any_more_waits_no_longer(client: Client) -> None:
    case = World().drafted().case
    client.force_login(people.head("astana"))
    with people.at(people.after(case)):
        assert 'id="drafted-title"' in client.get(reverse("con:head:home")).content.decode()
        client.force_login(people.head("almaty"))
        assert 'id="drafted-title"' not in client.get(reverse("con:head:home")).content.decode()
    ways.take(ways.fresh(case), "withdraw")
    client.force_login(people.head("astana"))
    assert 'id="drafted-title"' not in client.get(reverse("con:head:home")).content.decode()
