"""Who is away: entered by whom, until when, and what becomes of the cases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.admin import accounteffects
from cases.engine import clock
from cases.engine.people import owners
from cases.law.actors import Role
from cases.law.calendar import ALMATY
from cases.law.errors import NotFoundError
from cases.models import Absence, Assignment, Case, User
from cases.programmes.nomad.states import State
from cases.workload import absences, taking
from tests import people
from tests.cases.workload.test_taking import colleague, refusal

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 6, 8), date(2026, 6, 12)
NOON = datetime(2026, 6, 5, 12, tzinfo=ALMATY)


def enter(by: User, user: User, substitute: User | None = None, first: date = FIRST, last: date = LAST) -> Absence:
    return absences.enter(by, user.pk, absences.Days(first, last), substitute.pk if substitute else None, NOON)


def midnight(day: date, **later: int) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ALMATY) + timedelta(**later)


@pytest.fixture
def taken() -> Case:
    """The officer's."""
    case = people.case_in(State.REGISTRATION)
    taking.take(case.pk, people.officer(), people.after(case))
    return case


def test_days_are_those_of_almaty_from_midnight_to_midnight() -> None:
    officer = people.officer()
    enter(officer, officer)
    end = midnight(LAST, hours=23, minutes=59)
    moments = [midnight(FIRST, seconds=-1), midnight(FIRST), end, midnight(LAST, days=1)]
    assert [bool(owners.absences_of([officer.pk], at)) for at in moments] == [False, True, True, False]


def test_without_a_substitute_the_cases_go_back_to_the_queue_by_the_sweep(taken: Case) -> None:
    officer, bolat = people.officer(), colleague("Bolat")
    enter(officer, officer)
    assert clock.sweep(midnight(FIRST, seconds=-1), outbox=False).chores["given_back"] == 0
    assert clock.sweep(midnight(FIRST), outbox=False).chores["given_back"] == 1
    row = Assignment.objects.get()
    assert (row.ended_way, row.ended_by, row.ended_at) == ("absent", None, midnight(FIRST))
    assert taking.take_next(bolat, midnight(FIRST, hours=10)) == taken


def test_before_the_sweep_a_case_of_who_is_away_is_free_already(taken: Case) -> None:
    officer, bolat = people.officer(), colleague("Bolat")
    enter(officer, officer)
    taking.take(taken.pk, bolat, midnight(FIRST))
    row = owners.assignment_of(taken)
    assert row is not None and row.user == bolat


def test_a_substitute_works_the_cases_for_these_days_and_no_longer(taken: Case) -> None:
    officer, bolat, dana = people.officer(), colleague("Bolat"), colleague("Dana")
    enter(officer, officer, bolat)
    assert owners.substituted_users(bolat, midnight(FIRST, seconds=-1)) == []
    assert owners.substituted_users(bolat, midnight(FIRST)) == [officer.pk]
    assert clock.sweep(midnight(FIRST), outbox=False).chores["given_back"] == 0
    assert "has had this case" in refusal(lambda: taking.take(taken.pk, dana, midnight(FIRST)))
    taking.hand_over(taken.pk, bolat, dana, "For the time of the leave.", midnight(FIRST))
    taking.hand_over(taken.pk, dana, bolat, "Back to you.", midnight(FIRST))
    Assignment.objects.filter(ended_at=None).update(user=officer)
    over = midnight(LAST, days=1)
    assert owners.substituted_users(bolat, over) == []
    assert "only who works on it" in refusal(lambda: taking.release(taken.pk, bolat, over))


def test_cases_that_stay_or_are_closed_keep_no_other_waiting(taken: Case, monkeypatch: Any) -> None:
    officer, bolat, dana = people.officer(), colleague("Bolat"), colleague("Dana")
    closed, other = people.case_in(State.REGISTRATION), people.case_in(State.REGISTRATION)
    for case, user in ((closed, dana), (other, dana)):
        taking.take(case.pk, user, people.after(other))
    Case.objects.filter(pk=closed.pk).update(closed_at=people.after(other))
    enter(officer, officer, bolat)
    User.objects.filter(pk=dana.pk).update(is_active=False)
    monkeypatch.setattr(absences, "BATCH", 1)
    assert absences.give_back(midnight(FIRST)) == 1
    assert owners.assignment_of(other) is None and owners.assignment_of(taken) is not None
    dana.refresh_from_db()
    assert accounteffects.of_account(dana, dana) == [], "a closed case goes back to no queue"
    assert absences.give_back(midnight(FIRST)) == 0


def test_where_the_substitute_falls_away_the_cases_go_back(taken: Case) -> None:
    officer, bolat = people.officer(), colleague("Bolat")
    enter(officer, officer, bolat)
    User.objects.filter(pk=bolat.pk).update(is_active=False)
    assert absences.give_back(midnight(FIRST)) == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"city_id": "almaty"}, {"role": Role.CLERK}])
def test_who_leaves_the_desk_keeps_no_case(taken: Case, change: dict[str, Any]) -> None:
    User.objects.filter(pk=people.officer().pk).update(**change)
    now = people.after(taken)
    assert absences.give_back(now) == 1
    assert Assignment.objects.get().ended_way == "left"
    assert absences.give_back(now) == 0


def test_an_account_that_is_closed_in_the_admin_gives_its_cases_back_at_once(taken: Case, client: Client) -> None:
    officer = people.officer()
    client.force_login(people.administrator())
    url = reverse("admin:cases_user_change", args=[officer.pk])
    names = ("email", "full_name", "position_ru", "position_kk", "role", "city", "iin", "language", "body")
    given = {name: getattr(officer, f"{name}_id" if name == "city" else name) or "" for name in names}
    with people.at(people.after(taken)):
        assert client.post(url, given).context["effect"], "first it says what becomes of the cases"
        assert client.post(url, given | {"_confirmed": "1"}).status_code == 302
    assert not User.objects.get(pk=officer.pk).is_active
    assert Assignment.objects.get().ended_way == "left"


def test_what_cannot_be_entered_is_refused_in_words() -> None:
    officer, bolat = people.officer(), colleague("Bolat")
    far = colleague("Far", city="almaty")

    def words(by: User = officer, user: User = officer, **given: Any) -> str:
        return refusal(lambda: enter(by, user, **given))

    assert words(first=LAST, last=FIRST) == "The last day lies before the first."
    assert words(first=date(2026, 5, 1), last=date(2026, 6, 4)) == "These days are over."
    assert words(last=date(2028, 1, 1)) == "An absence is entered for a year at most."
    assert words(substitute=officer).startswith("Nobody stands in for himself")
    assert words(substitute=far) == "Far works in another city."
    assert words(substitute=people.clerk()).endswith("works at another desk.")
    enter(bolat, bolat)
    assert words(substitute=bolat).startswith("Bolat is absent from 8\N{NO-BREAK SPACE}June 2026 to 12")
    enter(officer, officer, first=date(2026, 7, 1), last=date(2026, 7, 3))
    assert "is entered as absent already" in words(first=date(2026, 7, 3), last=date(2026, 7, 9))
    enter(officer, officer, bolat, date(2026, 8, 1), date(2026, 8, 9))
    assert "Bolat stands in for" in refusal(lambda: enter(bolat, bolat, None, date(2026, 8, 9), date(2026, 8, 10)))
    for by in (bolat, people.head("almaty"), people.signer()):
        with pytest.raises(NotFoundError):
            enter(by, officer)


def test_the_head_and_the_administrator_enter_it_for_their_staff_and_it_is_withdrawn() -> None:
    officer, head = people.officer(), people.head("astana")
    row = enter(head, officer)
    with pytest.raises(NotFoundError):
        absences.withdraw(people.head("almaty"), row.pk, NOON)
    absences.withdraw(people.administrator(), row.pk, NOON)
    assert not owners.absences_of([officer.pk], midnight(FIRST))
    assert refusal(lambda: absences.withdraw(head, row.pk, NOON)) == "These days are over."
    assert [v.history_type for v in Absence.history.order_by("history_id")] == ["+", "~"]  # type: ignore[attr-defined]
    enter(people.administrator(), people.clerk())


def test_the_page_enters_withdraws_and_keeps_what_was_typed(client: Client) -> None:
    officer, bolat, page = people.officer(), colleague("Bolat"), reverse("cases:absences")
    client.force_login(officer)
    with people.at(NOON):
        wrong = client.post(page, {"first": "2026-06-12", "last": "2026-06-08", "substitute": str(bolat.pk)})
        assert wrong.status_code == 409
        assert "2026-06-12" in wrong.content.decode()
        assert client.post(page, {"first": "12", "last": ""}).status_code == 422
        given = {"first": "2026-06-05", "last": "2026-06-08", "substitute": str(bolat.pk), "user": str(bolat.pk)}
        assert client.post(page, given)["Location"] == page
        row = Absence.objects.get()
        assert (row.user, row.substitute, row.by) == (officer, bolat, officer), "nobody enters days of a colleague"
        client.force_login(bolat)
        assert "Вы замещаете" in client.get(page).content.decode()
        assert client.post(reverse("cases:withdraw_absence", args=[row.pk])).status_code == 404
        client.force_login(people.head("astana"))
        assert "Officer Astana" in client.get(page).content.decode()
        assert client.post(reverse("cases:withdraw_absence", args=[row.pk]))["Location"] == page
    assert Absence.objects.get().withdrawn_by == people.head("astana")
