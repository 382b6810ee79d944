"""An order that ends tonight: to the last minute an application is filed by the page, a minute later it is refused with
a sentence that says why and what to do, and nothing that was prepared is lost."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from cases.law import regulations
from cases.law.calendar import ALMATY
from cases.models import Case, Event, Signature
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.engine import ways
from tests.desks import send, signed, signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("orders_of_today")]

LAW = regulations.edition("order_2026_241")
LAST: date = LAW.in_force_to
MINUTE = timedelta(minutes=1)
MIDNIGHT = datetime.combine(LAST + timedelta(days=1), time(), ALMATY)
"""The first moment at which no known order is in force."""
OVER = {
    "ru": "В этот день ни одна редакция приказа не предусматривает приём новых заявлений: последний день подачи – "
    "31 декабря 2026 г. (по времени Астаны). Откроет ли приём другой приказ и когда, пока неизвестно: следите за "
    "датами на главной странице. Всё, что вы подготовили, сохраняется; уже поданные дела рассматриваются дальше.",
    "kk": "Бұл күні бұйрықтың ешбір редакциясы бойынша жаңа өтініштер қабылданбайды: өтініш берудің соңғы күні – "
    "2026 ж. 31 желтоқсан (Астана уақыты бойынша). Өтініш қабылдау басқа бұйрықпен ашыла ма және қашан ашылатыны "
    "әзірге белгісіз: басты беттегі күндерді қараңыз. Дайындағаныңыз сақталады; берілген істерді қарау жалғасады.",
    "en": "No edition of the order accepts new filings on this day: the last day of filing was 31 December 2026, "
    "Astana time. Whether another order opens filing, and when, is not known yet: look at the dates on the first page. "
    "What you have prepared is kept, and cases already filed go on.",
}


def ready(language: str) -> Case:
    start = datetime.combine(LAST - timedelta(days=20), time(9), ALMATY)
    return people.case_in(State.PETITION_SIGNED, owner=people.applicant(language=language), start=start)


def words(response: Any) -> str:
    return " ".join(unescape(strip_tags(text(response))).split())


def sign_url(case: Case) -> str:
    return reverse("cases:step", args=[case.pk, "file_application"])


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_at_a_minute_to_midnight_it_is_filed_by_the_page(language: str) -> None:
    case = ready(language)
    owner = case.person.user
    assert owner
    with people.at(MIDNIGHT - MINUTE):
        client = signed_in(owner, language)
        assert OVER[language] not in words(client.get(reverse("egov:application:check", args=[case.pk])))
        answer = send(client, sign_url(case), {"version": case.version}, owner, follow=True)
    filed = ways.fresh(case)
    assert answer.status_code == 200 and OVER[language] not in words(answer)
    assert (filed.state, filed.edition) == (State.REGISTRATION, LAW.key)


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_at_midnight_it_is_refused_with_the_reason_and_nothing_is_lost(language: str) -> None:
    """Also of the sheet that was made before midnight and is signed after it."""
    case = ready(language)
    owner, before = case.person.user, contents(case)
    assert owner and before["questionnaire"] and before["documents"]
    with people.at(MIDNIGHT - MINUTE):
        sheet = signed_in(owner, language).post(sign_url(case), {"version": case.version})
        sent = {"version": case.version} | signed(owner, sheet)
    with people.at(MIDNIGHT):
        client = signed_in(owner, language)
        for data in (sent, {"version": case.version}):
            answer = client.post(sign_url(case), data)
            assert answer.status_code == 409 and OVER[language] in words(answer)
        for page in ("egov:application:home", "egov:application:check"):
            assert OVER[language] in words(client.get(reverse(page, args=[case.pk])))
        questionnaire = client.get(reverse("egov:application:questionnaire", args=[case.pk]))
    assert case.person.passport_number in text(questionnaire)
    assert contents(ways.fresh(case)) == before
    assert not Signature.objects.filter(case=case, step="file_application").exists()
    assert not Event.objects.filter(case=case, step="file_application").exists()


def contents(case: Case) -> dict[str, Any]:
    documents = case.documents.filter(current=True).order_by("kind").values_list("kind", "blob")
    kept = ("state", "version", "questionnaire", "city_id", "petition_edition")
    return {name: getattr(case, name) for name in kept} | {"documents": list(documents)}


@pytest.mark.parametrize(
    ("language", "day"), [("ru", "1 марта 2027"), ("kk", "2027 ж. 1 наурыз"), ("en", "1 March 2027")]
)
def test_where_the_next_order_is_known_the_refusal_names_its_first_day(
    language: str, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = ready(language)
    assert case.person.user
    monkeypatch.setattr(regulations, "_opens_after", lambda *_args: date(2027, 3, 1))
    with people.at(MIDNIGHT):
        answer = words(signed_in(case.person.user, language).post(sign_url(case), {"version": case.version}))
    opens = {
        "ru": "принимаются по следующему приказу",
        "kk": "мына күннен бастап қабылданады",
        "en": "accepts them from",
    }
    assert opens[language] in answer and day in answer
