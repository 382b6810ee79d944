"""What the person, and the official, read first: the hour of a hearing, what is due first, what was set aside."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from cases.law.calendar import ALMATY, local_day
from cases.models import CalendarDay, Case, Deadline, Letter, User
from cases.models.workcalendar import forget_calendar
from cases.programmes.nomad.states import State
from cases.values import moments
from cases.values.dates import in_words
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.ways import HOUR
from tests.cases.programmes.complaint.complaining import carried_out, filed, satisfied
from tests.cases.programmes.nomad.sitting import Sitting, both, plain, words
from tests.desks import signed_in, step_url

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["ru", "kk"])
HOME = "egov:cabinet:home"


def home(case: Case, at: datetime, language: str = "ru") -> str:
    me = Sitting(case, case.person.user, language)
    with people.at(at):
        return me.client.get(reverse(HOME)).content.decode()


def page_of(user: User, url: str, at: datetime, language: str) -> str:
    with people.at(at):
        return plain(signed_in(user, language).get(url))


def call(page: str) -> str:
    return plain(page.split('aria-labelledby="call"')[1].split("</section>")[0])


@LANGUAGES
@pytest.mark.parametrize("state", [State.FINAL_HEARING, State.PETITION_HEARING])
def test_who_asked_to_be_heard_reads_the_hour_on_the_card_and_so_does_the_official(state: State, language: str) -> None:
    case = people.case_in(state)
    petition = state == State.PETITION_HEARING
    ask_step = "ask_ministry_hearing" if petition else "ask_hearing"
    record = ask_step.replace("ask", "record")
    official = Sitting(case, people.signer() if petition else people.officer(), language)
    here = case.dossier.open_hearing
    assert here and here.held_at
    at, hour = people.after(case), here.held_at
    local = hour.astimezone(ALMATY)
    with translation.override(language):
        when = {"day": in_words(local), "time": f"{local:%H:%M}"}
    before = call(home(case, at, language))
    assert words(language, "A refusal is proposed: you may object") in before
    offered = "If you wish, you are heard by video on %(day)s, %(time)s, Astana time (UTC+5): ask for it before."
    assert words(language, offered, **when) in before and step_url(case, ask_step) in home(case, at, language)
    case = ways.fresh(ways.take(case, ask_step, text="Нужен переводчик."))
    card = call(home(case, at + HOUR, language))
    assert words(language, "Your hearing: %(day)s, %(time)s", **when) in card
    assert words(language, "A refusal is proposed: you may object") not in card
    with translation.override(language):
        asked = words(language, "The applicant asked to be heard: %(at)s.", at=moments.moment(hour))
    work = plain(official.page(at + HOUR).split('id="work-title"')[1].split("</section>")[0])
    assert asked in work and "Нужен переводчик." in work
    main = f'class="btn btn-primary" href="{step_url(case, record)}"'
    assert main not in " ".join(official.page(at + HOUR).split()), "it has not come yet"
    assert main in " ".join(official.page(hour + HOUR).split()), "the main thing, and no link beside it"
    assert words(language, "The protocol of your hearing is not recorded yet") in call(
        home(case, hour + HOUR, language)
    )


def test_an_hour_on_a_day_off_is_to_be_named_again_before_everything_else() -> None:
    case, police, me, at = both(State.FINAL_HEARING, "ru")
    me.take("ask_hearing", at)
    here = ways.fresh(case).dossier.open_hearing
    assert here and here.held_at
    held = here.held_at
    names = {f"name_{each}": "Выходной" for each in ("ru", "kk", "en")}
    CalendarDay.objects.create(date=local_day(held), kind="day_off", source="test", **names)
    forget_calendar()
    page = " ".join(police.page(at + HOUR).split())
    assert f'class="btn btn-primary" href="{step_url(case, "move_hearing")}"' in page
    assert words("ru", "The hour of your hearing is still to be named") in call(home(case, at + HOUR))


def test_what_is_due_first_stands_first() -> None:
    case = people.case_in(State.REWORK)
    way = reverse("egov:complaints:start", args=[letter(case, "rework_return").pk])
    at = people.after(case)
    page = home(case, at)
    assert page.index('id="current"') < page.index(way), "the correction ends before the days for the complaint"
    Deadline.objects.filter(case=case, key="rework").update(last_day=local_day(at) + timedelta(days=200))
    later = home(case, at)
    assert later.index(way) < later.index('id="current"')


def letter(case: Case, kind: str) -> Letter:
    return Letter.objects.get(case=case, kind=kind)


@LANGUAGES
def test_every_place_says_what_stands_once_an_act_is_set_aside(language: str) -> None:
    about = people.case_in(State.FINAL_REFUSED)
    me = about.person.user
    complaint = satisfied(filed(about), people.head())
    complaint_page = reverse("egov:complaints:case", args=[complaint.pk])
    case_page = reverse("egov:cabinet:case", args=[about.pk])
    at = people.after(complaint)

    def read(url: str, now: datetime) -> str:
        return page_of(me, url, now, language)

    once = (
        "The act is set aside and the case goes back to where it stood before it, once another head of the body has "
        "confirmed this. A letter on the case follows."
    )
    assert words(language, once) in read(complaint_page, at)
    waits = words(language, "Until then the act stands, and your terms run on.")
    assert waits in read(case_page, at)
    about = carried_out(ways.fresh(about), at)
    now = people.after(about)
    number, day = letter(about, "final_refusal").number, letter(about, "final_refusal").set_aside_at
    with translation.override(language):
        on = in_words(day)
    fallen = words(language, "It was set aside by a ruling on %(day)s.", day=on)
    for url in (reverse(HOME), case_page):
        page = read(url, now)
        assert number in page and fallen in page and waits not in page
    done = words(language, "The decision is confirmed, and the act is set aside since %(day)s.", day=on)
    page = read(complaint_page, now)
    assert done in page and words(language, once) not in page
    assert words(language, "the act is set aside by a ruling, %(day)s", day=on) in read(
        reverse("egov:complaints:home"), now
    )
    desk = page_of(people.officer(), reverse("con:officer:case", args=[about.pk]), now, language)
    assert fallen in desk
