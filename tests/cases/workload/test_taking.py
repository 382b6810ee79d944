"""Whose case it is: taken, released, handed over, assigned; and why not, in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cases.engine import performing
from cases.engine.people import owners
from cases.engine.steps.errors import NotMetError
from cases.law.actors import Role
from cases.law.errors import CaseError, NotFoundError
from cases.models import Absence, Assignment, Case, User
from cases.programmes.nomad import KEY
from cases.programmes.nomad.filing import changeable
from cases.programmes.nomad.states import State
from cases.workload import absences, taking
from demo.people import staff_iin
from tests import people
from tests.cases.engine import ways

pytestmark = pytest.mark.django_db


def colleague(name: str, role: Role = Role.OFFICER, city: str | None = "astana", **facts: Any) -> User:
    people.reference()
    email = f"{name.lower()}@example.org"
    facts = {"full_name": name, "role": role, "city_id": city, "iin": staff_iin(email)} | facts
    return User.objects.create_user(email, people.PASSWORD, **facts)


@pytest.fixture
def case() -> Case:
    return people.case_in(State.REGISTRATION)


def away(user: User, case: Case, substitute: User | None = None, days: int = 3) -> Absence:
    today = people.after(case).date()
    span = absences.Days(today, today + timedelta(days=days))
    return absences.enter(user, user.pk, span, substitute.pk if substitute else None, people.after(case))


def refusal(act: Any) -> str:
    """Why it was refused, in English."""
    with translation.override("en"), pytest.raises(CaseError) as caught:
        act()
    with translation.override("en"):
        return str(caught.value)


def test_the_next_case_is_the_most_urgent_that_nobody_has(case: Case) -> None:
    other = people.case_in(State.REGISTRATION)
    now, officer = people.after(other), people.officer()
    urgent, later = sorted((case, other), key=lambda waiting: (waiting.queue_at, waiting.pk))
    assert taking.take_next(officer, now, KEY) == urgent
    assert taking.take_next(colleague("Bolat"), now, KEY) == later
    assert taking.take_next(colleague("Dana"), now, KEY) is None
    assert taking.take_next(colleague("Other", city="almaty"), now, KEY) is None


def test_who_loses_every_race_reads_that_colleagues_were_quicker(
    case: Case, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken_already(*_args: Any, **_more: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(taking.assigning, "begin", taken_already)
    client.force_login(people.officer())
    with people.at(people.after(case)):
        shown = client.post(reverse("cases:take_next"), {"programme": KEY}, follow=True).content.decode()
    assert "уже взяли коллеги" in shown and "нет ожидающих дел" not in shown


def test_a_row_is_written_once_and_closed_once_with_its_history(case: Case) -> None:
    now, officer = people.after(case), people.officer()
    taking.take(case.pk, officer, now)
    row = Assignment.objects.get(case=case)
    assert (row.user, row.by, row.at, row.way, row.actor) == (officer, officer, now, "taken", "officer")
    taking.release(case.pk, officer, now + people.HOUR)
    row.refresh_from_db()
    assert (row.ended_at, row.ended_by, row.ended_way) == (now + people.HOUR, officer, "released")
    versions = list(Assignment.history.order_by("history_id"))  # type: ignore[attr-defined]
    assert [(v.history_type, v.ended_way, v.history_user_id) for v in versions] == [
        ("+", "", officer.pk),
        ("~", "released", officer.pk),
    ]
    ways.sound(case)


def test_what_a_colleague_has_is_not_taken(case: Case) -> None:
    now, officer = people.after(case), people.officer()
    taking.take(case.pk, officer, now)
    words = refusal(lambda: taking.take(case.pk, colleague("Bolat"), now + people.HOUR))
    assert words.startswith(f"{officer.full_name} has had this case since")
    assert refusal(lambda: taking.take(case.pk, officer, now)) == "This case is yours already."
    assert "only who works on it" in refusal(lambda: taking.release(case.pk, colleague("Dana"), now))
    assert Assignment.objects.get().user == officer


def test_a_case_that_moved_meanwhile_is_not_taken(case: Case) -> None:
    officer = people.officer()
    with pytest.raises(NotFoundError):
        taking.take(case.pk, people.officer("almaty"), people.after(case))
    ways.take(case, "return_for_rework")
    assert "it waits on Applicant" in refusal(lambda: taking.take(case.pk, officer, people.after(case)))
    closed = people.case_in(State.ANNULLED)
    assert "waits on nobody" in refusal(lambda: taking.take(closed.pk, officer, people.after(closed)))


def test_a_case_that_comes_back_is_that_persons_again(case: Case) -> None:
    officer, returned = people.officer(), people.case_in(State.REWORK)
    taking.take(case.pk, officer, people.after(case))
    Assignment.objects.update(case=returned)  # as if taken before the return
    assert owners.assignment_of(returned) is None, "it is the applicant's part now"
    row = owners.assignment_of(ways.take(returned, "resubmit"))
    assert row is not None and row.user == officer


def test_it_is_handed_over_with_a_note_to_who_is_here(case: Case) -> None:
    now, officer, bolat = people.after(case), people.officer(), colleague("Bolat")

    def hand(to: User | None, note: str = "The certificate is to be asked for.") -> str:
        return refusal(lambda: taking.hand_over(case.pk, officer, to, note, now))

    assert hand(bolat) == "Nobody works on this case: take it first."
    taking.take(case.pk, officer, now)
    assert hand(None) == "Choose the colleague who is to have the case."
    assert hand(officer) == f"{officer.full_name} has this case already."
    assert hand(colleague("Other", city="almaty")) == "Other works in another city."
    assert hand(people.clerk()) == f"{people.clerk().full_name} works at another desk."
    assert hand(colleague("Gone", is_active=False)) == "Gone does not work here any more."
    assert hand(bolat, " \u200b ") == "Write a note for your colleague: what was done, and what is to be done."
    assert hand(bolat, "x" * 50_000) == "The note has more than 1000 characters."
    absent = colleague("Absent")
    away(absent, case)
    assert hand(absent).startswith("Absent is absent until ")
    taking.hand_over(case.pk, officer, bolat, "Ask for the certificate.", now + people.HOUR)
    first, second = Assignment.objects.order_by("id")
    assert (first.ended_way, first.ended_by) == ("passed_on", officer)
    assert (second.user, second.by, second.way, second.note) == (
        bolat,
        officer,
        "handed_over",
        "Ask for the certificate.",
    )
    assert "only who works on it" in refusal(lambda: taking.hand_over(case.pk, officer, bolat, "Again.", now))


def test_the_head_assigns_whosever_it_was(case: Case) -> None:
    now, bolat, head = people.after(case), colleague("Bolat"), people.head("astana")
    taking.assign(case.pk, head, bolat, "", now)
    taking.assign(case.pk, head, people.officer(), "You know this one.", now + people.HOUR)
    assert [row.user for row in Assignment.objects.order_by("id")] == [bolat, people.officer()]
    with pytest.raises(NotFoundError):
        taking.assign(case.pk, people.head("almaty"), colleague("Other", city="almaty"), "", now)
    assert "only who works on it" in refusal(lambda: taking.assign(case.pk, bolat, bolat, "", now))
    taking.release(case.pk, head, now + people.DAY)
    assert owners.assignment_of(case) is None


def test_who_is_absent_takes_nothing(case: Case) -> None:
    now, officer = people.after(case), people.officer()
    away(officer, case)
    for act in (lambda: taking.take(case.pk, officer, now), lambda: taking.take_next(officer, now, KEY)):
        assert refusal(act).startswith("You are entered as absent until ")


def test_ownership_organises_and_forbids_only_where_the_setting_says_so(case: Case, settings: Any) -> None:
    officer, bolat, now = people.officer(), colleague("Bolat"), people.after(case)
    facts = ways.facts(case, "register", now)
    taking.take(case.pk, officer, now)
    settings.DNR_OWNER_ONLY = True
    with pytest.raises(NotMetError, match="Дело ведёт"):
        performing.perform(case.pk, "register", bolat, now, facts)
    settings.DNR_OWNER_ONLY = False
    assert performing.perform(case.pk, "register", bolat, now, facts).state != case.state


def test_with_the_setting_a_substitute_acts_and_a_case_of_nobody_is_everybodys(case: Case, settings: Any) -> None:
    officer, bolat, now = people.officer(), colleague("Bolat"), people.after(case)
    settings.DNR_OWNER_ONLY = True
    assert owners.blocking(case, bolat, now) == []
    taking.take(case.pk, officer, now)
    assert owners.blocking(case, bolat, now)
    away(officer, case, bolat)
    assert owners.blocking(case, bolat, now) == []
    assert owners.blocking(case, colleague("Dana"), now)


def test_with_the_setting_a_colleague_attaches_nothing_to_it(settings: Any) -> None:
    intake, owner = people.case_in(State.INTAKE, prepared=False), people.clerk()
    now, other = people.after(intake), colleague("Dana", Role.CLERK)
    taking.take(intake.pk, owner, now)
    settings.DNR_OWNER_ONLY = True
    kind = changeable.attachable(intake, owner)[0]
    assert owner.full_name in refusal(lambda: changeable.ensure_attachable(intake.pk, other, now, kind))
    assert changeable.ensure_attachable(intake.pk, owner, now, kind) == intake


# ------------------------------------------------------------------------------------------------ on the pages


def test_buttons_take_release_and_hand_over_and_the_timeline_tells(case: Case, client: Client) -> None:
    officer, bolat, now = people.officer(), colleague("Bolat"), people.after(case)
    client.force_login(officer)
    page = reverse("con:officer:case", args=[case.pk])
    with people.at(now):
        answer = client.post(reverse("cases:take_next"), {"programme": KEY})
        assert answer["Location"] == page
        assert "Это дело ваше" in client.get(page).content.decode()
        form = reverse("cases:owner", args=[case.pk, "hand_over"])
        assert bolat.full_name in client.get(form).content.decode()
        wrong = client.post(form, {"to": str(people.clerk().pk), "note": "Сделать запрос."})
        assert wrong.status_code == 409
        assert "Сделать запрос." in wrong.content.decode(), "what was typed stays"
        assert [*wrong.context["form"].errors] == ["to"], "at the field of the colleague"
        empty = client.post(form, {"to": str(bolat.pk), "note": " "})
        assert empty.status_code == 422 and [*empty.context["form"].errors] == ["note"]
        assert empty.context["form"].fields["note"].required
        assert client.post(form, {"to": str(bolat.pk), "note": "Сделать запрос."})["Location"] == page
        shown = client.get(page).content.decode()
        assert "Bolat" in shown
        assert "Передано" in shown and "Сделать запрос." in shown
        assert client.post(reverse("cases:owner", args=[case.pk, "release"]))["Location"] == page
        assert "не ваше" in client.get(page).content.decode()
        client.force_login(people.clerk())
        assert client.post(reverse("cases:take_next"), {"programme": KEY})["Location"] == reverse("con:clerk:home")
    owner = case.person.user
    assert owner is not None
    client.force_login(owner)
    with people.at(now):
        assert "Bolat" not in client.get(reverse("egov:cabinet:case", args=[case.pk])).content.decode()


def test_the_act_of_a_press_is_a_post(case: Case, client: Client) -> None:
    client.force_login(people.officer())
    with people.at(people.after(case)):
        for url in (reverse("cases:take_next"), reverse("cases:owner", args=[case.pk, "take"])):
            assert client.get(url).status_code == 405
        assert client.post(reverse("cases:owner", args=[case.pk, "nothing"])).status_code == 404
    assert not Assignment.objects.exists()


def test_the_next_case_is_of_the_desk_on_whose_page_it_is_asked_for(case: Case, client: Client) -> None:
    client.force_login(people.officer())
    with people.at(people.after(case)):
        page = client.get(reverse("con:officer:home")).content.decode()
        assert f'name="programme" value="{KEY}"' in page
        for wrong in ({}, {"programme": ""}, {"programme": "another"}, {"programme": "complaint"}):
            assert client.post(reverse("cases:take_next"), wrong).status_code == 404
    assert not Assignment.objects.exists()


def test_the_list_shows_whose_each_case_is_and_filters_by_it(client: Client) -> None:
    mine, free = (people.case_in(State.REGISTRATION) for _number in range(2))
    officer, now = people.officer(), people.after(free)
    taking.take(mine.pk, officer, now)
    client.force_login(officer)
    home = reverse("con:officer:home")
    with people.at(now):
        shown = {case: who for case, _word, _mark, who in client.get(home).context["rows"]}
        assert {case: who for case, who in shown.items() if case in (mine, free)} == {
            mine: officer.full_name,
            free: None,
        }
        listed = {value: client.get(home, {"owner": value}).context["cases"] for value in ("mine", "nobody")}
    assert mine in listed["mine"] and free not in listed["mine"]
    assert free in listed["nobody"] and mine not in listed["nobody"]
