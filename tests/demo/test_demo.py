"""It shows every state, by steps alone, and opens no door outside the demo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import RequestFactory

from cases.accounts.demo_password import PASSWORD
from cases.accounts.signing_in import by_certificate_alone, by_password
from cases.engine.steps import STEPS
from cases.law.actors import Actor
from cases.law.calendar import local_day
from cases.law.regulations import editions
from cases.models import (
    Absence,
    Assignment,
    Case,
    City,
    Deadline,
    Decision,
    Delegation,
    DeskFigures,
    DraftedAct,
    Effect,
    Event,
    Ground,
    InterviewCriterion,
    Letter,
    Notice,
    Person,
    Remedy,
    Ruling,
    Slot,
    User,
)
from cases.models.assignment import is_assigned
from cases.models.deskfigures import key_of
from cases.models.workcalendar import work_calendar
from cases.programmes.nomad.reasons import needs
from cases.programmes.nomad.states import FINAL_STATES, OPEN_STATES, State
from cases.values.iin import iin_ok
from demo import examples, moments, people, situations, stage, synthetic, walk

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
ALL = 42
"""As few stories as show every state, late terms, and the edition before."""


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[stage.DemoRun]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield stage.build(NOW, ALL, seed=1)
        transaction.set_rollback(True)


def cases() -> list[Case]:
    """Of the pilot; complaints about their acts are cases of another programme."""
    return list(Case.objects.filter(programme="nomad").select_related("person__user").order_by("number"))


def picture() -> list[tuple[Any, ...]]:
    """What is to be seen of the demo, without the identifiers that chance makes."""
    events = Event.objects.order_by("case__number", "version").values_list("case__number", "step", "at", "user__email")
    return [(c.number, c.person.iin, c.state, c.edition, c.city_id, c.due_at) for c in cases()] + list(events)


# ------------------------------------------------------------------------------------------------ what is shown


def test_every_state_is_there(demo: stage.DemoRun) -> None:
    assert {c.state for c in cases()} == {*OPEN_STATES, *FINAL_STATES}
    assert demo.cases == len(cases())


def test_complaints_stand_in_every_place_and_a_ruling_waits(demo: stage.DemoRun) -> None:
    stands = {row.state for row in Case.objects.filter(programme="complaint")}
    assert stands == {"complaint_review", "complaint_handed_on", "complaint_satisfied"}
    assert Ruling.objects.filter(executed_at__isnull=True, withdrawn_at__isnull=True).exists()
    assert Ruling.objects.filter(executed_at__isnull=False).exists()
    heads = {row.full_name for row in User.objects.filter(role="head") if ".2@" not in row.email}
    annulled = Letter.objects.filter(kind="annulment", facts__head__has_key="name")
    assert annulled.exists() and {row.facts["head"]["name"] for row in annulled} <= heads


def test_the_bodies_have_invented_addresses_that_say_so(demo: stage.DemoRun) -> None:
    assert Remedy.without_address() == []
    assert all(city.address.startswith("Демо (DEMO)") for city in City.objects.all())


def test_what_a_refusal_cites_stands_in_its_file(demo: stage.DemoRun) -> None:
    """Each ground rests on a fact of its own file where it needs one, and the reasons are those that go with it."""
    kinds = {f"refuse_{kind}": kind for kind in ("petition", "preliminary", "final")}
    refusals = list(Decision.objects.filter(kind__in=kinds).select_related("case__person__user"))
    assert {row.kind for row in refusals} == set(kinds)
    for row in refusals:
        ground = Ground.objects.get(kind=kinds[row.kind], code=row.grounds[0])
        assert ground.needs or ground.own_words, ground.code
        assert needs.why_not(row.case, row.at, ground.needs) is None, (row.case.number, ground.code)
        ru, kk = examples.REASONS[ground.code]
        in_kazakh = row.case.person.user is not None and row.case.person.user.language == "kk"
        assert (row.text, row.text_kk) == (ru, kk if in_kazakh else ""), row.case.number


def test_the_years_that_a_reason_cites_stand_in_the_papers_themselves() -> None:
    papers = " ".join(line for kind in ("cv", "training_certificate") for line in synthetic.DOCUMENTS[kind]["lines"])
    for words in examples.REASONS["contradictory"]:
        years = re.findall(r"\b20\d\d\b", words)
        assert len(years) == 2 and all(year in papers for year in years)


def test_both_cities_and_both_editions_are_there(demo: stage.DemoRun) -> None:
    assert {c.city_id for c in cases() if c.city_id} == {"astana", "almaty"}
    assert {c.edition for c in cases()} == {law.key for law in editions("nomad") if law.in_force_from <= NOW.date()}
    assert {c.open for c in cases() if c.edition == editions("nomad")[0].key} == {True, False}


@pytest.mark.parametrize("left", [-1, 1])
def test_some_terms_are_overdue_and_some_end_tomorrow(demo: stage.DemoRun, left: int) -> None:
    days = Deadline.objects.filter(state="running").values_list("last_day", flat=True)
    wanted = NOW.date() + timedelta(days=left)
    assert [d for d in days if (d == wanted if left > 0 else d <= wanted)]


def test_interviews_lie_behind_and_ahead(demo: stage.DemoRun) -> None:
    booked = set(Slot.objects.filter(case__state=State.INTERVIEW).values_list("starts_at", flat=True))
    assert min(booked) < NOW < max(booked)
    assert Slot.objects.filter(starts_at__gt=NOW, case__isnull=True).count() > 10


def test_the_desks_are_an_office(demo: stage.DemoRun) -> None:
    """Owners beside cases that are free, a hand-over, an absence with its substitute, a delegation, a drafted act,
    scores, and the load as it was counted."""
    for role in ("screener", "officer", "clerk"):
        owners = set(Assignment.objects.filter(actor=role, ended_at__isnull=True).values_list("user", flat=True))
        assert owners, role
    free = Case.objects.exclude(is_assigned()).values_list("waits_on", flat=True)
    assert {"screener", "officer"} <= set(free), "something to take next"
    assert Assignment.objects.filter(way=Assignment.HANDED_OVER, note__gt="").exists()
    away = Absence.objects.get()
    assert away.substitute is not None and away.first <= local_day(NOW) <= away.last
    delegation = Delegation.objects.get()
    assert delegation.to.signs_by_delegation and delegation.applies(NOW)
    drafted = DraftedAct.objects.get()
    assert drafted.case.state in STEPS[drafted.step].sources and drafted.by.email.startswith("officer.")
    protocol = Event.objects.filter(step="record_interview").latest("at")
    assert len(protocol.facts["scores"]) == InterviewCriterion.objects.filter(stage="interview").count() == 3
    assert not InterviewCriterion.objects.filter(confirmed=True).exists()
    for facts in Event.objects.filter(step="record_interview").values_list("facts", flat=True):
        low = all(int(row["score"]) * 2 < int(row["most"]) for row in facts["scores"])
        assert low is not facts["recommended"] or not facts["scores"], "scores agree with the result"
    figures = DeskFigures.objects.get(desk=key_of("officer", "astana")).figures
    assert sum(row["cases"] for row in figures["load"]) > 0


def test_the_people_do_not_exist_but_their_iins_are_sound(demo: stage.DemoRun) -> None:
    assert all(iin_ok(p.iin) for p in Person.objects.all())
    assert all(u.email.endswith("@example.org") for u in User.objects.all())


# ------------------------------------------------------------------------------------------------ how it came about


def test_every_case_has_its_whole_chain_of_events(demo: stage.DemoRun) -> None:
    for case in cases():
        events = list(Event.objects.filter(case=case).order_by("id"))
        assert [e.version for e in events] == list(range(1, case.version + 1))
        assert Case.history.filter(id=case.pk).count() == case.version  # type: ignore[attr-defined]
        assert (events[0].step, events[0].source, events[-1].target) == ("open", "", case.state)
        assert all(a.target == b.source and a.at <= b.at for a, b in pairwise(events))
        assert events[-1].at <= NOW


def test_officials_work_on_working_days(demo: stage.DemoRun) -> None:
    staff = Event.objects.exclude(actor__in=["applicant", "clock"]).values_list("at", flat=True)
    calendar = work_calendar()
    late = [at for at in staff if not calendar.day(at.astimezone(stage.ALMATY).date()).working]
    assert len(late) <= len(staff) / 50


def test_what_ran_out_was_ended_by_the_clock(demo: stage.DemoRun) -> None:
    ends = [name for name, step in STEPS.items() if step.by == Actor.CLOCK]
    ended = Event.objects.filter(step__in=ends)
    assert {e.actor for e in ended} == {"clock"}
    assert {"annul", "close_validity", "close_objections"} <= {e.step for e in ended}
    assert Deadline.objects.filter(state="expired").count() == len(ended)
    assert not Deadline.objects.filter(state="running", due_at__lte=NOW, overdue_at__isnull=True).exists()


def test_numbers_follow_the_order_of_time(demo: stage.DemoRun) -> None:
    opened = [case.opened_at for case in cases()]
    assert opened == sorted(opened)


def test_no_mail_of_the_past_waits_and_none_is_called_sent(demo: stage.DemoRun) -> None:
    assert not Effect.objects.filter(kind="mail", created_at__lt=NOW - stage.MAILED).exists()
    assert not Notice.objects.filter(mailed_at__isnull=False).exists()


def test_letters_come_a_few_a_minute_the_newest_of_the_accounts_first(demo: stage.DemoRun) -> None:
    waiting = Effect.objects.filter(kind="render").order_by("next_at", "id")
    assert waiting.count() == Letter.objects.count() > stage.LETTERS_A_MINUTE
    assert waiting.filter(next_at=NOW).count() == stage.LETTERS_A_MINUTE
    approval = Letter.objects.get(case__person__user__email="approved@example.org", kind="preliminary_approval")
    assert waiting.get(ref=approval.pk).next_at == NOW


def test_the_same_seed_gives_the_same_demo(db: None) -> None:
    pictures = []
    for seed in (5, 5, 6):
        with transaction.atomic():
            stage.build(NOW, 4, seed)
            pictures.append(picture())
            transaction.set_rollback(True)
    assert pictures[0] == pictures[1] != pictures[2]


# ------------------------------------------------------------------------------------------------ the axis of time


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (NOW, NOW),
        (datetime(2027, 3, 1, 12, tzinfo=UTC), datetime(2026, 12, 31, 11, tzinfo=UTC)),
        (datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 12, 31, 11, tzinfo=UTC)),
        (datetime(2025, 9, 1, 12, tzinfo=UTC), datetime(2025, 9, 1, 12, tzinfo=UTC)),
    ],
)
def test_time_ends_now_or_on_the_last_day_of_the_newest_edition(
    orders_of_today: None, now: datetime, end: datetime
) -> None:
    with transaction.atomic():
        made = stage.build(now, 2, seed=1)
    assert made.end == end
    assert Case.objects.count() == 2


def test_it_fits_into_an_edition_two_months_old(db: None) -> None:
    made = stage.build(datetime(2026, 7, 7, 12, tzinfo=UTC), ALL, seed=3)
    assert made.end == datetime(2026, 7, 7, 12, tzinfo=UTC)
    assert {c.state for c in cases()} == set(State)


# ------------------------------------------------------------------------------------------------ the sign-ins


def output(*args: str, **options: Any) -> str:
    out = StringIO()
    call_command("demo", *args, stdout=out, **options)
    return out.getvalue()


def signs_in(email: str) -> bool:
    request = RequestFactory().post("/")
    return authenticate(request, username=email, password=PASSWORD) is not None


def test_each_sign_in_printed_works(demo: stage.DemoRun) -> None:
    text = output(sign_ins=True)
    assert PASSWORD in text
    emails = [word for line in text.splitlines() for word in line.split() if "@" in word]
    assert len(emails) == 22 + len(situations.ACCOUNTS), "two at each of six desks, two heads of each of four bodies"
    for user in User.objects.filter(email__in=emails):
        assert iin_ok(user.signing_iin) and by_certificate_alone(user.role), user.email
        assert signs_in(user.email) == by_password(user.role), user.email


def test_each_account_finds_what_the_table_says(demo: stage.DemoRun) -> None:
    for part in situations.ACCOUNTS:
        owner = User.objects.get(email=part.email)
        last = Case.objects.filter(person=owner.person).order_by("-number").first()
        assert (last.state if last else None) == (part.then or part.state)


def test_the_rework_account_has_three_days_left(demo: stage.DemoRun) -> None:
    case = Case.objects.get(person__user__email="rework@example.org")
    assert case.due_at is not None
    assert (case.due_at - NOW).days == 3


def test_the_known_password_is_good_enough_for_the_demo(db: None) -> None:
    validate_password(PASSWORD)


def test_the_known_password_opens_nothing_outside_the_demo(demo: stage.DemoRun, settings: Any) -> None:
    settings.DEMO = False
    assert not signs_in("draft@example.org")


# ------------------------------------------------------------------------------------------------ the command


def test_it_is_refused_outside_the_demo(db: None, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DNR_DEMO"):
        output(cases=1)


def test_it_is_refused_where_cases_are(demo: stage.DemoRun) -> None:
    before = Case.objects.count()
    with pytest.raises(CommandError, match="--more"):
        output(cases=1)
    assert Case.objects.count() == before


def test_more_adds_to_what_is_there(db: None) -> None:
    output(cases=1)
    accounts = User.objects.filter(email__in=[p.email for p in situations.ACCOUNTS]).count()
    assert "1 cases" in output(cases=1, more=True)
    assert Case.objects.count() == 2
    assert User.objects.filter(email__in=[p.email for p in situations.ACCOUNTS]).count() == accounts


def test_it_says_so_when_there_are_no_accounts(db: None) -> None:
    assert "manage.py demo" in output(sign_ins=True)


# ------------------------------------------------------------------------------------------------ bringing


AT = datetime(2026, 10, 1, 12, tzinfo=stage.ALMATY)


@pytest.mark.parametrize("state", walk.walkable())
def test_bring_brings_a_new_case_to_any_state(db: None, state: State) -> None:
    owner = people.applicant(stage.Random(7), AT)
    case = walk.bring(owner, state, AT)
    assert case.state == state
    assert case.state_since <= AT
    assert state in (State.ANNULLED, State.ARRIVAL_REVIEW) or case.state_since == AT


def test_bring_takes_a_case_further(db: None) -> None:
    case = walk.bring(people.applicant(stage.Random(7), AT), State.REWORK, AT)
    further = walk.bring(case, State.KNB, AT + timedelta(days=4))
    assert (further.pk, further.state) == (case.pk, State.KNB)


def test_bring_passes_through_what_is_asked(db: None) -> None:
    case = walk.bring(people.applicant(stage.Random(7), AT), State.WITHDRAWN, AT, via=[State.INTAKE], city="almaty")
    assert case.city_id == "almaty"
    assert Event.objects.filter(case=case, source=State.INTAKE, step="withdraw").exists()


def test_bring_says_when_there_is_no_room(db: None) -> None:
    with pytest.raises(moments.NoRoomError):
        walk.bring(people.applicant(stage.Random(7), AT), State.CARD_ISSUED, datetime(2026, 5, 7, 20, tzinfo=UTC))


def test_there_is_no_way_out_of_an_end() -> None:
    with pytest.raises(ValueError, match="no way"):
        walk.route(State.LAPSED, State.KNB)


def test_the_clock_waits_longer_than_a_day_on_every_way() -> None:
    walkable = walk.walkable()
    assert set(State) - set(walkable) == {State.SUPERSEDED}, "which another case's ruling alone brings about"
    ways = {name for state in walkable for name in walk.route(None, state)[1:]}
    assert {name for name in ways if STEPS[name].by == Actor.CLOCK} <= moments.GAPS.keys() <= STEPS.keys()
