"""A complaint on the applicant's pages: from when it is open, until when, and what follows a silence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cases.engine.rulings import remedies
from cases.evidence import casefile
from cases.law.errors import NotNowError
from cases.letters import rendering
from cases.models import Deadline, Document, Letter, Remedy
from cases.programmes.complaint import facts
from cases.programmes.complaint.opening import open_complaint
from cases.programmes.complaint.states import ComplaintState
from cases.programmes.nomad.states import State as Pilot
from cases.values.dates import in_words
from cases.values.moments import official
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.ways import DAY, HOUR
from tests.cases.letters.facts import URL, read
from tests.cases.programmes.complaint.complaining import (
    WORDS,
    answered,
    ask,
    begun,
    filed,
    handed_on,
    letter_of,
    step,
)
from tests.desks import signed_in, text

pytestmark = pytest.mark.django_db
SILENCE = (
    "The higher body has not answered by %(day)s, the last day of its term. You need not wait any longer: you may go "
    "to court."
)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_who_is_late_reads_so_and_loses_nothing_that_was_typed(language: str) -> None:
    """The page of the draft says that it is taken all the same, and why is asked for; empty words keep the excuse."""
    about = people.case_in(Pilot.FINAL_REFUSED)
    last, owner = remedies.last_day(letter_of(about)), about.person.user
    assert last is not None
    at, case = datetime.combine(last, people.START.timetz()) + DAY, begun(about)
    with people.at(at), translation.override(language):
        client = signed_in(owner, language)
        page = text(client.get(reverse("egov:complaints:case", args=[case.pk])))
        marked = _(
            "The last day is over. The complaint is registered all the same and marked late: say why it comes now, the "
            "body judges the reason."
        )
        assert marked in " ".join(unescape(page).split()) and (language == "en" or "The last day" not in marked)
        excuse = "Болел, справка приложена."
        sent = {"version": case.version, "text": "", "excuse": excuse}
        answer = client.post(reverse("cases:step", args=[case.pk, "file_complaint"]), sent)
        shown = " ".join(unescape(text(answer)).split())
        assert answer.status_code == 422 and excuse in shown and _("Say what is wrong with the act.") in shown
    assert ways.fresh(case).state == ComplaintState.DRAFT


def test_nobody_complains_about_an_act_that_has_fallen() -> None:
    about = people.case_in(Pilot.LAPSED)
    ways.take(about, "execute_ruling")
    with pytest.raises(NotNowError, match="set aside already"):
        begun(ways.fresh(about), kind="lapse")
    page = ask(about.person.user, people.after(about), reverse("egov:cabinet:case", args=[about.pk])).content.decode()
    assert reverse("egov:complaints:start", args=[letter_of(about, "lapse").pk]) not in page


def test_the_whole_file_holds_what_was_replaced_after_somebody_had_seen_it(uncaged: None) -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    draft, me = begun(about), about.person.user
    document = reverse("egov:complaints:document", args=[draft.pk, "complaint_evidence"])
    for minutes, kind in enumerate(("passport", "housing")):  # a draft that nobody has seen, and what took its place
        name, data = people.specimen(kind)
        at = people.after(about) + minutes * HOUR / 60
        assert ask(me, at, document, {"file": SimpleUploadedFile(name, data)}).status_code == 302
    case = step(ways.fresh(draft), "file_complaint", me, facts.ComplaintText(text=WORDS), people.after(about) + HOUR)
    passport = Document.objects.get(case=about, kind="passport", current=True)
    columns = {field.name for field in Document._meta.concrete_fields} - {"id"}
    seen = {name: getattr(passport, name) for name in columns} | {"current": False, "retired_at": people.after(about)}
    Document.objects.create(**seen)
    listed = casefile.file_entries(case, people.head())
    replaced = [item for item in listed if "/replaced/" in item.path]
    assert [(item.path.partition("/")[0], item.what) for item in replaced] == [(about.number, "replaced document")]
    assert sum("complaint_evidence" in item.path for item in listed) == 1
    assert len({item.path for item in listed}) == len(listed)


def test_after_the_silence_of_the_higher_body_the_page_says_the_way_to_court() -> None:
    case = handed_on(filed(people.case_in(Pilot.FINAL_REFUSED)), people.head())
    url, me = reverse("egov:complaints:case", args=[case.pk]), case.person.user
    due = Deadline.objects.get(case=case, key="complaint_answer").due_at
    Remedy.objects.update(court_ru="СМАС г. Астаны")
    with translation.override("ru"):
        silent = translation.gettext(SILENCE).partition(" (")[0]
    before, after = (ask(me, at, url).content.decode() for at in (due - DAY, due + HOUR))
    assert silent not in before and "СМАС г. Астаны" in before
    assert silent in after and "СМАС г. Астаны" in after
    Remedy.objects.all().delete()
    assert silent not in ask(me, due + HOUR, url).content.decode()


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_who_is_refused_reads_at_home_and_atop_the_case_that_a_complaint_is_open_and_until_when(language: str) -> None:
    about = people.case_in(Pilot.FINAL_REFUSED, owner=people.applicant(language=language))
    me, now, letter = signed_in(about.person.user, language), people.after(about), letter_of(about)
    begin, last = reverse("egov:complaints:start", args=[letter.pk]), remedies.last_day(letter)
    assert last is not None
    with translation.override(language):
        day = in_words(last)
    pages = reverse("egov:cabinet:home"), reverse("egov:cabinet:case", args=[about.pk])
    with people.at(now):
        for page in pages:
            shown = text(me.get(page))
            assert begin in shown and day in shown and letter.number in shown
            assert shown.index(begin) < shown.index('id="notices"' if page == pages[0] else 'id="letters"')
        draft = open_complaint(letter.pk, about.person.user, now)
        for page in pages:
            shown = text(me.get(page))
            own = reverse("egov:complaints:case", args=[draft.pk])
            assert begin not in shown and own in shown.split('id="notices"')[0]
    step(draft, "file_complaint", about.person.user, facts.ComplaintText(text=WORDS), now)
    with people.at(now + HOUR):
        assert begin not in text(me.get(pages[0]))


def test_after_the_last_day_the_home_page_offers_no_complaint() -> None:
    about = people.case_in(Pilot.FINAL_REFUSED)
    letter, me = letter_of(about), signed_in(about.person.user, "ru")
    last = remedies.last_day(letter)
    assert last is not None
    with people.at(datetime.combine(last, people.START.timetz()) + DAY):
        assert reverse("egov:complaints:start", args=[letter.pk]) not in text(me.get(reverse("egov:cabinet:home")))


@pytest.mark.parametrize("language", ["ru", "kk"])
@pytest.mark.parametrize(("court", "words"), [("Межрайонный суд", ""), ("", "Other facts were not shown.")])
def test_who_is_not_satisfied_reads_on_the_page_until_when_the_court_is_open(
    uncaged: None, language: str, court: str, words: str
) -> None:
    """What the letter says stands on the page as well; and the letter says where the reasons are."""
    Remedy.objects.update(court_ru=court, court_kk=court)
    about, head = people.case_in(Pilot.FINAL_REFUSED, owner=people.applicant(language=language)), people.head()
    case = answered(handed_on(filed(about), head), head, "record_rejected", text=words, text_kk=words)
    letter = Letter.objects.get(case=case, kind="complaint_rejected")
    with translation.override(language):
        day = official(date.fromisoformat(letter.facts["court_until"]))
    with people.at(people.after(case)):
        page = text(signed_in(about.person.user, language).get(reverse("egov:complaints:case", args=[case.pk])))
    panel = page.split('aria-labelledby="further"')[1].split("</section>")[0]
    assert day in panel and court in panel
    args: dict[str, Any] = {"number": letter.number, "at": letter.at, "code": letter.code, "check_url": URL}
    printed = read(rendering.render(letter.kind, letter.facts, language, **args))
    assert (letter.facts["file"] in printed) == (not words)


def test_who_may_complain_of_a_late_body_reads_where_to() -> None:
    case = people.case_in(Pilot.REGISTRATION)
    page = ask(case.person.user, people.after(case), reverse("egov:cabinet:case", args=[case.pk])).content.decode()
    remedy = Remedy.objects.get(edition=case.edition, body="department")
    assert case.city and case.city.department_ru in page and remedy.higher_ru in page
    assert "Жалоба подаётся здесь" in page and "ул. Примерная, 7" not in page
    assert "Если к этому дню этого не сделают" in page and "В срок этого не сделали" not in page
    late = Deadline.objects.get(case=case, key="register").due_at + HOUR
    page = ask(case.person.user, late, reverse("egov:cabinet:case", args=[case.pk])).content.decode()
    assert "В срок этого не сделали" in page
    Remedy.objects.update(address="ул. Примерная, 7", higher_ru="")
    page = ask(case.person.user, people.after(case), reverse("egov:cabinet:case", args=[case.pk])).content.decode()
    assert "письменно" in page and "ул. Примерная, 7" in page and remedy.higher_ru not in page


PASSED_ON = {
    "ru": "Её передают в вышестоящий орган: {higher}, {address}.",
    "kk": "Ол жоғары тұрған органға беріледі: {higher}, {address}.",
}


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_card_of_a_term_names_the_higher_body_with_its_address_where_it_is_entered(language: str) -> None:
    case = people.case_in(Pilot.REGISTRATION)
    assert case.person.user
    me, url = signed_in(case.person.user, language), reverse("egov:cabinet:case", args=[case.pk])
    remedy, address = Remedy.objects.get(edition=case.edition, body="department"), "г. Астана, ул. Примерная, 9"
    higher = {"ru": remedy.higher_ru, "kk": remedy.higher_kk}[language]
    late = Deadline.objects.get(case=case, key="register").due_at + HOUR
    for at in (people.after(case), late):
        Remedy.objects.update(higher_address="")
        with people.at(at):
            before = " ".join(unescape(text(me.get(url))).split())
            Remedy.objects.update(higher_address=address)
            after = " ".join(unescape(text(me.get(url))).split())
        assert higher in before and address not in before
        assert PASSED_ON[language].format(higher=higher, address=address) in after
