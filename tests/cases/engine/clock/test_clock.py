"""What happens by itself: at its second, once, and whatever else goes wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from cases.engine import clock, performing
from cases.engine.clock import jobs, overdue, reminders, sweeps
from cases.engine.performing import door
from cases.law.calendar import ALMATY, local_day
from cases.law.terms import years_later
from cases.letters.mail import words
from cases.models import Bar, BodyHead, Case, Deadline, Effect, Letter, Notice, User
from cases.programmes.nomad.states import State
from cases.workload import absences, taking
from tests import copies, people
from tests.cases.engine import ways
from tests.cases.engine.ways import DAY, HOUR, SECOND
from tests.cases.workload.test_taking import colleague

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _no_effects(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters and mails have tests of their own."""
    monkeypatch.setattr("cases.outbox.draining.drain_effects", lambda now: 0)
    copies.known(monkeypatch, "no effects")


def due(case: Case, key: str) -> datetime:
    return Deadline.objects.get(case=case, key=key, state=Deadline.RUNNING).due_at


def notices(user: User, what: str) -> int:
    return Notice.objects.filter(user=user, what=what).count()


# ------------------------------------------------------------------------------------------------ terms run out


@pytest.mark.parametrize(
    ("state", "key", "target"),
    [("rework", "rework", "annulled"), ("preliminary_approved", "validity", "arrival_review")],
)
def test_it_acts_at_the_end_of_the_term_and_not_a_second_before(state: str, key: str, target: str) -> None:
    case = people.case_in(state)
    end = due(case, key)
    before = clock.sweep(end - SECOND)
    assert (before.ended, ways.fresh(case).state) == (0, state)
    report = clock.sweep(end)
    assert report.ended == 1
    after = ways.fresh(case)
    assert (after.state, after.closed_at) == (target, end if target == "annulled" else None)
    assert Deadline.objects.get(case=case, key=key).state == Deadline.EXPIRED
    ways.sound(case)


def test_five_days_that_end_on_a_holiday_end_on_the_next_working_day() -> None:
    case = people.case_in("registration", start=datetime(2026, 6, 25, 9, tzinfo=ALMATY))
    now = datetime(2026, 7, 1, 23, 59, tzinfo=ALMATY)
    after = ways.take(case, "return_for_rework", now)
    assert after.due_at == datetime(2026, 7, 8, tzinfo=ALMATY), "the fifth day, Monday 6 July, is Capital Day"


def test_a_lapse_bars_from_the_approval_not_from_the_lapse() -> None:
    case = people.case_in("arrival_review")
    ways.take(case, "lapse", people.after(case, 20 * DAY))
    bar = Bar.objects.get(case=case)
    assert case.approved_at
    assert (bar.kind, bar.since) == ("lapsed", local_day(case.approved_at))
    assert bar.until == years_later(local_day(case.approved_at), 1)


def test_an_annulment_bars_nothing() -> None:
    case = people.case_in("rework")
    clock.sweep(due(case, "rework"))
    assert not Bar.objects.exists()
    assert Letter.objects.filter(case=case, kind="annulment").count() == 1


def test_a_second_sweep_does_nothing() -> None:
    case, late = people.case_in("rework"), people.case_in("knb")
    now = max(due(case, "rework"), due(late, "knb")) + HOUR
    people.officer()
    assert clock.sweep(now) != sweeps.Report()
    before = ways.written()
    assert clock.sweep(now) == sweeps.Report()
    assert clock.sweep(now + timedelta(minutes=1)) == sweeps.Report()
    assert ways.written() == before


def test_after_ten_days_of_outage_all_is_made_up_for_at_once() -> None:
    returned, approved, waiting = (people.case_in(s) for s in ("rework", "preliminary_approved", "registration"))
    now = due(approved, "validity") + 10 * DAY
    report = clock.sweep(now)
    moved = {end: n for end, n in report.taken.items() if n}
    assert (moved, report.failed) == ({"annulled": 1, "arrival_review": 1}, 0)
    assert report.overdue == 1, "the register term; the forty-five days still run"
    assert ways.fresh(returned).closed_at == now
    assert ways.fresh(waiting).state == State.REGISTRATION
    review = Deadline.objects.get(case=approved, key="arrival_review")
    assert review.starts_at == now, "the officials have their days from when they are told"
    assert not Bar.objects.exists(), "the clock bars nobody"


def test_a_chunk_is_a_single_transaction_and_many_chunks_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 2)
    sizes: list[int] = []
    real = performing.perform_many

    def counted(ids: Any, *args: Any) -> list[Case]:
        sizes.append(len(ids))
        return real(ids, *args)

    monkeypatch.setattr(performing, "perform_many", counted)
    cases = [people.case_in("rework") for _ in range(5)]
    report = clock.sweep(max(due(c, "rework") for c in cases))
    assert (report.ended, sizes) == (5, [2, 2, 1])
    for case in cases:
        ways.sound(case)


def test_a_single_poisoned_case_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    poisoned, *others = [people.case_in("rework") for _ in range(3)]
    real = door._take

    def take(cases: list[Case], *args: Any) -> None:
        if poisoned.pk in {c.pk for c in cases}:
            raise RuntimeError("poison")
        real(cases, *args)

    now = max(due(c, "rework") for c in [poisoned, *others])
    with monkeypatch.context() as patch:
        patch.setattr(door, "_take", take)
        report = clock.sweep(now)
    assert (report.ended, report.failed) == (2, 1)
    assert [ways.fresh(c).state for c in [poisoned, *others]] == ["rework", "annulled", "annulled"]
    assert clock.sweep(now).ended == 1, "once the poison is gone, the next sweep takes the case"


def test_a_part_that_fails_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    case = people.case_in("rework")
    monkeypatch.setattr(
        jobs,
        "term_keys",
        lambda on_expiry, real=sweeps.term_keys: real(on_expiry) if on_expiry != "close_validity" else 1 / 0,
    )
    report = clock.sweep(due(case, "rework"))
    assert (report.ended, report.failed) == (1, 1)


def test_the_annulment_names_the_head_of_the_department_as_an_administrator_keeps_it() -> None:
    """Of no name nothing is said but the body: an account of a head may be a deputy's."""
    people.head(), people.head("almaty")
    unnamed, named = people.case_in("rework"), people.case_in("rework", city="almaty")
    words_of = {"name": "Жумабаев Аскар", "position_ru": "начальник управления", "position_kk": "басқарма бастығы"}
    assert not BodyHead.objects.filter(confirmed=True).exists()
    BodyHead.objects.filter(body="department", city="almaty").update(**words_of)
    clock.sweep(max(due(unnamed, "rework"), due(named, "rework")), outbox=False)
    facts = {case.pk: Letter.objects.get(case=case, kind="annulment").facts for case in (unnamed, named)}
    assert facts[unnamed.pk]["head"] == {}
    assert facts[named.pk]["head"] == {
        "name": words_of["name"],
        "ru": words_of["position_ru"],
        "kk": words_of["position_kk"],
    }
    assert all(fact["remedies"]["until"] and fact["remedies"]["higher"]["kk"] for fact in facts.values())


# ------------------------------------------------------------------------------------------------ marks and words


def test_what_staff_let_run_out_is_marked_once_and_stays_with_them() -> None:
    case, officer = people.case_in("knb"), people.officer()
    end = due(case, "knb")
    assert clock.sweep(end - SECOND).overdue == 0
    report = clock.sweep(end)
    assert (report.overdue, report.digests) == (1, 1)
    deadline = Deadline.objects.get(case=case, key="knb")
    assert (deadline.state, deadline.overdue_at) == (Deadline.RUNNING, end)
    assert ways.fresh(case).state == State.KNB
    assert notices(officer, "own_queue") == 2, "the evening before, and now"
    assert Notice.objects.filter(user=officer, what="own_queue", read_at=None).count() == 1, "the newest is unread"


@pytest.mark.parametrize(
    ("state", "key", "over"),
    [
        ("knb", "knb", "astana"),
        ("screening", "screening", "hub"),
        ("ministry_review", "ministry_review", "ministry"),
        ("arrival_review", "arrival_review", "astana"),
        ("reconcile", "", ""),
    ],
)
def test_the_heads_of_the_body_are_notified_once_when_its_task_passes_its_day(state: str, key: str, over: str) -> None:
    """Both heads of the one body, of no other; ЦОН has none here."""
    case = people.case_in(state if key else "intake")
    heads = {where: people.head(where) for where in ("astana", "astana.2", "almaty", "hub", "ministry")}
    end = due(case, key or "reconcile")
    clock.sweep(end - SECOND, outbox=False)
    assert not Notice.objects.filter(what="escalated").exists()
    reports = [clock.sweep(at, outbox=False) for at in (end, end + HOUR, end + 2 * DAY)]
    wanted = {user.pk for where, user in heads.items() if over and where.startswith(over)}
    sent = Notice.objects.filter(what="escalated", user__in=[user.pk for user in heads.values()])
    assert {notice.user_id for notice in sent} == wanted and len(sent) == len(wanted)
    assert sum(report.escalated for report in reports) == len(wanted)
    assert all(case.number in words(notice) and "1" in words(notice) for notice in sent)
    assert all(Effect.objects.filter(kind="mail", ref=notice.pk).exists() for notice in sent)


def test_who_leads_the_office_is_notified_of_what_the_centre_leaves_undone() -> None:
    """Of its own city; a clerk who leads nothing is not."""
    case, lead = people.case_in("intake"), people.clerk()
    other = User.objects.create(email="other@example.org", full_name="Other Clerk", role="clerk", city=lead.city)
    elsewhere = people.clerk("almaty")
    User.objects.filter(pk__in=[lead.pk, elsewhere.pk]).update(leads_office=True)
    end = due(case, "reconcile")
    for at in (end, end + HOUR):
        clock.sweep(at, outbox=False)
    assert (notices(lead, "escalated"), notices(other, "escalated"), notices(elsewhere, "escalated")) == (1, 0, 0)


def test_a_sweep_that_broke_off_before_its_marks_tells_the_heads_once(monkeypatch: pytest.MonkeyPatch) -> None:
    case, head = people.case_in("knb"), people.head()
    end = due(case, "knb")
    with monkeypatch.context() as broken:
        broken.setattr(reminders, "_mark", lambda ids, field, now: 1 / 0)
        assert clock.sweep(end, outbox=False).failed
    clock.sweep(end + SECOND, outbox=False)
    assert notices(head, "escalated") == 1


def test_the_applicant_is_reminded_once_in_the_morning_of_the_day_before() -> None:
    case = people.case_in("rework")
    morning = due(case, "rework") - overdue.REMIND
    owner = case.person.user
    assert morning.astimezone(ALMATY).hour == 9
    assert clock.sweep(morning - SECOND).reminded == 0
    assert clock.sweep(morning).reminded == 1
    assert clock.sweep(morning + HOUR).reminded == 0
    notice = Notice.objects.get(user=owner, what="reminder")
    assert notice.facts == {"term": "rework", "day": Deadline.objects.get(case=case, key="rework").last_day.isoformat()}
    assert Effect.objects.filter(kind="mail", ref=notice.pk).count() == 1


def test_nobody_is_reminded_of_a_term_already_over() -> None:
    case = people.case_in("rework")
    assert clock.sweep(due(case, "rework") + DAY).reminded == 0
    assert notices(case.person.user, "reminder") == 0


def test_a_desk_hears_once_a_day_however_many_cases_are_late() -> None:
    for _ in range(3):
        people.case_in("registration")
    officer, elsewhere = people.officer(), people.officer("almaty")
    end = Deadline.objects.filter(key="register").order_by("-due_at")[0].due_at
    assert clock.sweep(end).digests == 1
    notice = Notice.objects.get(user=officer, what="own_queue")
    assert notice.facts == {"overdue": "0", "tomorrow": "0", "free": "3", "free_tomorrow": "0"}
    people.case_in("registration", start=people.START + timedelta(minutes=30))
    assert clock.sweep(end + HOUR).digests == 0
    assert notices(officer, "own_queue") == 1
    assert notices(elsewhere, "own_queue") == 0


def test_each_hears_of_the_own_cases_and_who_is_absent_of_none() -> None:
    case, officer = people.case_in("registration"), people.officer()
    end = due(case, "register")
    busy, absent, idle = (colleague(name) for name in ("Busy", "Absent", "Idle"))
    taking.take(case.pk, busy, end - HOUR)
    absences.enter(absent, absent.pk, absences.Days(end.date(), end.date()), None, end - HOUR)
    clock.sweep(end)
    facts = {"overdue": "1", "tomorrow": "0", "free": "0", "free_tomorrow": "0"}
    assert Notice.objects.get(user=busy, what="own_queue").facts == facts
    assert not Notice.objects.filter(user__in=[absent, idle, officer], what="own_queue").exists()


def test_a_desk_hears_again_on_another_day() -> None:
    people.case_in("registration")
    case = people.case_in("knb")
    officer = people.officer()
    clock.sweep(Deadline.objects.get(case=case, key="register").due_at)
    clock.sweep(due(case, "knb"))
    assert notices(officer, "own_queue") == 2


def test_who_left_hears_nothing() -> None:
    people.case_in("registration")
    officer = people.officer()
    officer.is_active = False
    officer.save()
    clock.sweep(people.START + 60 * DAY)
    assert notices(officer, "own_queue") == 0


def test_a_sweep_that_dies_before_the_marks_has_informed_nobody_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    people.case_in("registration")
    officer, now = people.officer(), people.START + 60 * DAY
    with monkeypatch.context() as patch:
        patch.setattr(reminders, "_mark", lambda *a: 1 / 0)
        assert clock.sweep(now).failed == 1
    report = clock.sweep(now)
    assert (report.overdue, notices(officer, "own_queue")) == (2, 1)


def test_the_job_reads_the_clock_at_the_edge() -> None:
    case = people.case_in("rework")
    with people.at(due(case, "rework")):
        clock.sweep_job()
    assert ways.fresh(case).state == State.ANNULLED
