"""The order ends: who is told by which day to file, how long the way may take, and what a later rule would change."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.engine.steps.errors import NotMetError
from cases.law import regulations
from cases.law.calendar import ALMATY, seeded_calendar
from cases.law.regulations import Edition, RegulationError
from cases.letters.mail import words
from cases.models import Bar, Case, EditionPeriod, Effect, Notice
from cases.programmes.nomad import filing
from cases.programmes.nomad.periods import eligibility, ending_notices, endings
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("orders_of_today")]

DAY = timedelta(days=1)
LAW = regulations.edition("order_2026_241")
END = LAW.in_force_to
CALENDAR = seeded_calendar((2025, 2026, 2027))
WAYS = [
    endings.READY,
    State.SCREENING,
    State.PETITION_INCOMPLETE,
    State.ADMITTED,
    State.SLOT_CHOICE,
    State.INTERVIEW,
    State.MINISTRY_REVIEW,
    State.PETITION_HEARING,
]


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), ALMATY)


def before_the_end(days: int) -> datetime:
    return at(END - days * DAY)


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Edition]]:
    """The order of 2026 with other facts: `order(transition_until=…)`."""

    def change(**facts: Any) -> Edition:
        law = dataclasses.replace(LAW, **facts)
        others = tuple(law if edition.key == LAW.key else edition for edition in regulations.editions("nomad"))
        monkeypatch.setitem(regulations._LOADED, "nomad", others)
        regulations._by_key.cache_clear()
        return law

    yield change
    monkeypatch.undo()
    regulations._by_key.cache_clear()


def notices(case: Case) -> list[Notice]:
    return list(Notice.objects.filter(case=case, what__startswith="order_").order_by("id"))


# ------------------------------------------------------------------------------------------------ notices


def test_who_is_on_the_way_is_informed_at_sixty_thirty_fourteen_and_seven_days() -> None:
    case = people.case_in("screening", start=before_the_end(80))
    for days in range(63, 0, -1):
        ending_notices.notify(before_the_end(days))
    assert [n.facts["mark"] for n in notices(case)] == [60, 30, 14, 7]
    first = notices(case)[0]
    assert first.at == before_the_end(60) and first.user == case.person.user
    assert Effect.objects.filter(kind="mail", ref__in=[n.pk for n in notices(case)]).count() == 4


def test_the_notice_names_the_day_and_the_likely_day() -> None:
    case = people.case_in("screening", start=before_the_end(80))
    ending_notices.notify(before_the_end(60))
    notice = notices(case)[0]
    order = endings.ending(END - 60 * DAY)
    assert order is not None
    way = endings.way_of(ways.fresh(case), order)
    assert way is not None and notice.facts["ready"] == way.ready_on.isoformat()
    for language, label in (("ru", "31 декабря 2026"), ("kk", "31 желтоқсан"), ("en", "31 December 2026")):
        with translation.override(language):
            assert label in words(notice).replace("\u00a0", " ") and "%(" not in words(notice)


def test_who_comes_later_or_after_an_outage_gets_the_notice_that_is_due() -> None:
    case = people.case_in("petition_signed", start=before_the_end(45))
    assert ending_notices.notify(before_the_end(12)) == 1
    assert ending_notices.notify(before_the_end(12)) == 0
    assert [(n.what, n.facts["mark"]) for n in notices(case)] == [("order_ends_signed", 14)]


@pytest.mark.parametrize("state", ["registration", "withdrawn"])
def test_nobody_else_is_informed(state: str) -> None:
    people.case_in(state, start=before_the_end(80))
    assert ending_notices.notify(before_the_end(14)) == 0


def test_a_moved_end_is_announced_again() -> None:
    case = people.case_in("screening", start=before_the_end(80))
    ending_notices.notify(before_the_end(7))
    EditionPeriod.objects.filter(edition=LAW.key).update(intake_until=END + 20 * DAY)
    ending_notices.notify(before_the_end(7) + DAY)
    assert [n.facts["day"] for n in notices(case)] == [END.isoformat(), (END + 20 * DAY).isoformat()]


def test_with_a_known_successor_it_says_what_an_application_then_follows() -> None:
    case = people.case_in("screening", start=before_the_end(80))
    later = {"intake_from": END + DAY, "intake_until": END + 90 * DAY}
    EditionPeriod.objects.filter(edition="order_2025_1").update(**later)
    ending_notices.notify(before_the_end(7))
    assert [(n.what, n.facts["next"]) for n in notices(case)] == [("order_changes", (END + DAY).isoformat())]


# ------------------------------------------------------------------------------------------------ the way that is left


@pytest.mark.parametrize("state", WAYS)
def test_every_petition_has_a_way_to_its_signature(state: State) -> None:
    way = endings.way_left(state, LAW, END - 30 * DAY, CALENDAR)
    assert way is not None and way.ready_on >= END - 30 * DAY
    assert not set(way.untimed) - {str(s) for s in endings.on_the_way()}


def test_a_refusal_that_is_on_its_way_is_no_way_to_a_signature() -> None:
    assert State.REFUSAL_NOTICE not in endings.on_the_way()
    assert {*WAYS, State.PETITION_DRAFT} == {endings.READY, *endings.on_the_way()}


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(WAYS), st.dates(date(2026, 6, 1), date(2026, 12, 1)))
def test_a_day_later_the_way_does_not_end_earlier(state: State, today: date) -> None:
    first, second = (endings.way_left(state, LAW, day, CALENDAR) for day in (today, today + DAY))
    assert first is not None and second is not None
    assert today <= first.ready_on <= second.ready_on


def test_the_terms_on_the_way_are_counted_by_the_working_calendar() -> None:
    way = endings.way_left(State.ADMITTED, LAW, date(2026, 12, 31), CALENDAR)
    assert way is not None and way.ready_on >= date(2027, 1, 6)  # two working days behind New Year


def test_a_term_that_runs_already_ends_on_its_own_day() -> None:
    counted = [endings.way_left(State.ADMITTED, LAW, END - 9 * DAY, CALENDAR, due) for due in (END - 8 * DAY, END)]
    assert counted[0] is not None and counted[1] is not None
    assert counted[0].ready_on <= counted[1].ready_on and counted[1].ready_on >= END


# ------------------------------------------------------------------------------------------------ the cabinet


@pytest.mark.parametrize(
    ("state", "day", "words_"),
    [
        ("screening", before_the_end(90), None),
        ("screening", before_the_end(30), "заявления принимаются до"),
        ("slot_choice", before_the_end(30), "заявления принимаются до"),
        ("screening", before_the_end(1), "это может быть слишком поздно"),
        ("screening", at(END), "до 24:00 сегодня"),
        ("screening", at(END + DAY), "прекратил действие"),
        ("petition_signed", at(END), "последний день"),
        ("petition_signed", at(END + DAY), "ходатайство сохраняется"),
        ("petition_draft", at(END), "последний день"),
        ("petition_draft", before_the_end(90), None),
        ("petition_draft", before_the_end(30), "Если подать заявку на ходатайство сегодня"),
        ("petition_draft", before_the_end(30), "это может быть слишком поздно"),
    ],
)
def test_the_cabinet_says_what_the_end_of_the_order_means(
    client: Client, state: str, day: datetime, words_: str | None
) -> None:
    case = people.case_in(state, start=before_the_end(100))
    with people.at(day):
        client.force_login(case.person.user)
        text = client.get(reverse("egov:cabinet:home"), HTTP_ACCEPT_LANGUAGE="ru").content.decode()
    if words_ is None:
        assert "заявления принимаются до" not in text and "займёт весь свой срок" not in text
    else:
        assert words_.lower() in text.replace("\u00a0", " ").lower()


@pytest.mark.parametrize(("days", "shown"), [(90, False), (20, True), (0, True)])
def test_who_has_begun_nothing_learns_whether_a_petition_can_still_serve(
    client: Client, days: int, shown: bool
) -> None:
    """A petition is taken until the last day, and an application with it is not: nobody begins in vain unwarned."""
    me = people.applicant()
    with people.at(before_the_end(days)):
        client.force_login(me)
        text = client.get(reverse("egov:cabinet:home"), HTTP_ACCEPT_LANGUAGE="ru").content.decode()
    assert ("Если подать заявку на ходатайство сегодня" in text) is shown
    assert ("Это может быть слишком поздно" in text) is shown


# ------------------------------------------------------------------------------------------------ what is given up


@pytest.mark.parametrize("name", ["withdraw", "withdraw_processing"])
def test_who_withdraws_is_promised_no_new_case_when_no_order_takes_filings(client: Client, name: str) -> None:
    case = people.case_in("final_review", start=before_the_end(100))

    def warned(day: datetime) -> str:
        with people.at(day):
            client.force_login(case.person.user)
            page = client.get(reverse("cases:step", args=[case.pk, name]), HTTP_ACCEPT_LANGUAGE="ru")
        return page.content.decode()

    assert "Новое можно начать, пока пилотный проект принимает заявления." in warned(at(END))
    over = warned(at(END + DAY))
    assert "Новое можно начать" not in over and "Можно ли будет подать новое и когда, неизвестно." in over
    opens = END + 60 * DAY
    EditionPeriod.objects.filter(edition=LAW.key).update(intake_until=END)
    EditionPeriod.objects.filter(edition="order_2025_1").update(intake_from=opens, intake_until=opens + 90 * DAY)
    assert "не раньше 1 марта 2027" in warned(at(END + DAY)).replace("\u00a0", " ")


# ------------------------------------------------------------------------------------------------ rules of other orders


def test_a_transitional_rule_lets_an_application_be_filed_under_the_order_of_its_petition(
    order: Callable[..., Edition],
) -> None:
    order(transition_until=END + 90 * DAY)
    case = people.case_in("petition_signed", start=before_the_end(20))
    filed = ways.take(case, "file_application", at(END + 60 * DAY))
    assert filed.edition == LAW.key
    late = people.case_in("petition_signed", start=before_the_end(20))
    with pytest.raises(NotMetError):
        ways.take(late, "file_application", at(END + 91 * DAY))


def test_who_asks_by_the_case_and_who_asks_by_the_person_read_the_same_rule(order: Callable[..., Edition]) -> None:
    law = order(transition_until=END + 90 * DAY)
    later = END + 60 * DAY
    EditionPeriod.objects.filter(edition="order_2025_1").update(intake_from=later, intake_until=later + 20 * DAY)
    case = people.case_in("petition_signed", start=before_the_end(20))
    draft = people.case_in("petition_draft", start=before_the_end(20))
    for day in (END - DAY, END, END + DAY, END + 70 * DAY, END + 90 * DAY, END + 91 * DAY):
        assert case.dossier.intake(day) == eligibility.intake(day, law), day
        assert draft.dossier.intake(day) == eligibility.intake(day), day
    assert eligibility.intake(END + DAY, law) == (law, END + 90 * DAY, later)
    assert eligibility.intake(END + DAY) == (None, None, later)


def test_a_transitional_rule_opens_no_petition(order: Callable[..., Edition], client: Client) -> None:
    order(transition_until=END + 90 * DAY)
    draft = people.case_in("petition_draft", start=before_the_end(20))
    with pytest.raises(NotMetError):
        ways.take(draft, "submit_petition", at(END + DAY))
    ended = people.case_in("annulled", start=before_the_end(60))
    with people.at(at(END + DAY)):
        client.force_login(ended.person.user)
        page = client.get(reverse("egov:cabinet:home")).content.decode()
        assert reverse("egov:application:start") in page and reverse("hub:petition:start") not in page
    assert filing.open_application(ended.person.user, at(END + DAY)).edition == LAW.key


@pytest.mark.parametrize(("holds", "refused"), [(True, True), (False, False)])
def test_bars_of_an_earlier_order_hold_unless_the_next_says_otherwise(
    order: Callable[..., Edition], holds: bool, refused: bool
) -> None:
    order(earlier_bars=holds)
    case = people.case_in("petition_signed")
    barred = people.case_in("preliminary_refused", start=people.START_2025)
    since, until = date(2026, 1, 1), date(2027, 1, 1)
    Bar.objects.filter(case=barred).update(person=case.person, since=since, until=until)
    if refused:
        with pytest.raises(NotMetError):
            ways.take(case, "file_application", people.after(case))
    else:
        assert ways.take(case, "file_application", people.after(case)).state == State.REGISTRATION


def test_bars_of_the_order_itself_hold_always(order: Callable[..., Edition]) -> None:
    order(earlier_bars=False)
    case = people.case_in("petition_signed")
    barred = people.case_in("preliminary_refused")
    Bar.objects.filter(case=barred).update(person=case.person)
    with pytest.raises(NotMetError):
        ways.take(case, "file_application", people.after(barred))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("ending_notices = [7, 60]", "the largest first"),
        ("ending_notices = [0]", "numbers of days"),
        ("transition_until = 2026-12-01", "not later than in_force_to"),
    ],
)
def test_an_edition_that_ends_unsoundly_is_refused(line: str, fault: str) -> None:
    from importlib.resources import files

    from cases.programmes.nomad.programme import NOMAD

    text = (files("cases.programmes.nomad.editions") / "order_2026_241.toml").read_text("utf-8")
    kept = "\n".join(kept_line for kept_line in text.splitlines() if not kept_line.startswith(line.split()[0]))
    with pytest.raises(RegulationError, match=fault):
        regulations.load(f"{line}\n{kept}", "order_2026_241.toml", NOMAD.whole_shape)
