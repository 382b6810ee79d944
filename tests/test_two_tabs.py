"""Two tabs of one person, the older one sends: both words are shown, nothing newer is overwritten, the rest is merged.

Each form that changes something stored is here, or among those that are known to bring the version of what they saw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from cases.accounts import addresses
from cases.models import Case, Document, EmailClaim, NameCorrection, Notice, Person, User
from cases.programmes.nomad import filing
from cases.programmes.nomad.states import State
from tests import bad_files, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uncaged")]


@dataclass
class Tabs:
    """One signed-in person with a page of `url` open; `action`: where its form goes."""

    user: User
    url: str
    action: str

    def __post_init__(self) -> None:
        self.client = Client(headers={"accept-language": "en"})
        self.client.force_login(self.user)

    def opened(self) -> dict[str, str]:
        """The inputs of the form as a browser without scripts would send them."""
        return inputs(self.client.get(self.url), self.action)

    def sends(self, fields: dict[str, Any], **changed: Any) -> Any:
        sent = {name: value for name, value in (fields | changed).items() if value is not None}
        return self.client.post(self.action, sent)


def inputs(page: Any, action: str) -> dict[str, str]:
    forms = [
        form
        for form in html.fromstring(page.text).xpath("//form[@method='post']")
        if ((form.get("action") or action) == action and form.xpath(".//input[@name='base' or @name='claim']"))
        or (form.get("action") is None and form.xpath(".//textarea[@name='why']"))
    ]
    return {name: value for name, value in forms[0].form_values() if name != "csrfmiddlewaretoken"}


@pytest.fixture
def draft() -> Iterator[Case]:
    """A petition begun, with a passport."""
    case = people.case_in(State.PETITION_DRAFT, prepared=False)
    filing.give_consent(case.pk, case.person.user, people.START, "I agree.")
    people.attach(case, case.person.user, "passport", people.after(case))
    with people.at(people.after(case)):
        yield case


@pytest.fixture
def filled() -> Iterator[Case]:
    case = people.case_in(State.PETITION_SIGNED, prepared=False)
    with people.at(people.after(case)):
        yield case


def documents(case: Case, kind: str = "passport") -> Tabs:
    action = reverse("hub:petition:document", args=[case.pk, kind])
    return Tabs(case.person.user, reverse("hub:petition:tasks", args=[case.pk]), action)  # type: ignore[arg-type]


def package(case: Case, kind: str) -> Tabs:
    user = people.clerk()
    action = reverse("con:clerk:upload", args=[case.pk, kind])
    return Tabs(user, reverse("con:clerk:case", args=[case.pk]), action)


def file(width: int) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{width}.jpg", bad_files.picture(size=(width, 99)))


def current(case: Case, kind: str = "passport") -> Document:
    return Document.objects.get(case=case, kind=kind, current=True)


def files(case: Case, kind: str) -> list[str]:
    return [part.name for part in current(case, kind).parts.order_by("position")]


# ------------------------------------------------------------------------------------------------ a field of a form


def _city(case: Case) -> tuple[Tabs, str, Callable[[], Any]]:
    tabs = Tabs(
        case.person.user,
        reverse("egov:application:home", args=[case.pk]),  # type: ignore[arg-type]
        reverse("egov:application:city", args=[case.pk]),
    )
    return tabs, "city", lambda: Case.objects.get(pk=case.pk).city_id


def _profile(case: Case) -> tuple[Tabs, str, Callable[[], Any]]:
    url = reverse("accounts:profile")
    return Tabs(case.person.user, url, url), "address", lambda: Person.objects.get(pk=case.person_id).address  # type: ignore[arg-type]


def _language(case: Case) -> tuple[Tabs, str, Callable[[], Any]]:
    url = reverse("accounts:profile")
    return Tabs(case.person.user, url, url), "language", lambda: User.objects.get(person=case.person).language  # type: ignore[arg-type]


def _own_language(_case: Case) -> tuple[Tabs, str, Callable[[], Any]]:
    url, user = reverse("accounts:profile"), people.officer()
    return Tabs(user, url, url), "language", lambda: User.objects.get(pk=user.pk).language


def _questionnaire(case: Case) -> tuple[Tabs, str, Callable[[], Any]]:
    url = reverse("egov:application:questionnaire", args=[case.pk])
    key = next(i["key"] for i in people.questionnaire(people.START).fields if i.get("person") == "surname")
    held = lambda: Case.objects.get(pk=case.pk).questionnaire["answers"][key]  # noqa: E731
    return Tabs(case.person.user, url, url), key, held  # type: ignore[arg-type]


FIELDS = [
    (_city, "almaty", "astana", "almaty"),
    (_profile, "Theirs, street 1", "Mine, street 2", "Theirs, street 1"),
    (_language, "kk", "en", "kk"),
    (_own_language, "kk", "", "kk"),  # of two languages none is a third
    (_questionnaire, "THEIRS", "MINE", "THEIRS"),
]


@pytest.mark.parametrize(("form", "theirs", "mine", "held"), FIELDS, ids=[field[0].__name__ for field in FIELDS])
def test_the_older_tab_is_informed_and_the_newer_word_stays(
    filled: Case, form: Any, theirs: str, mine: str, held: str
) -> None:
    tabs, name, stored = form(filled)
    opened = tabs.opened()
    if name == "language" and opened[name] == theirs:
        theirs, held = "ru", "ru"
    assert tabs.sends(opened, **{name: theirs}).status_code == 302 and stored() == held
    assert tabs.sends(opened).status_code == 302 and stored() == held, "what was not touched here does not travel"
    if not mine:
        return
    response = tabs.sends(opened, **{name: mine})
    assert response.status_code == 409 and stored() == held
    sides = html.fromstring(response.text).xpath(f"//*[@id='clash-{name}']//label/span/strong/text()")
    assert len(set(sides)) == 2
    chosen = inputs(response, tabs.action) | {f"choose-{name}": "mine"}
    assert tabs.sends(chosen).status_code == 302 and stored() == mine


# ------------------------------------------------------------------------------------------------ documents


def test_data_of_a_document_are_merged_and_a_clash_is_shown(draft: Case) -> None:
    tabs = documents(draft)
    opened, before = tabs.opened(), current(draft).expires_on
    tabs.sends(opened, expires_on="2031-01-31")
    assert tabs.sends(opened).status_code == 302 and str(current(draft).expires_on) == "2031-01-31" != str(before)
    response = tabs.sends(opened, expires_on="2032-02-28")
    assert response.status_code == 409 and str(current(draft).expires_on) == "2031-01-31"
    clash = html.fromstring(response.text).xpath("//*[@id='clash-expires_on']")[0].text_content()
    assert "28\xa0February 2032" in clash and "31\xa0January 2031" in clash and "Changed in another tab:" in clash
    chosen = inputs(response, tabs.action) | {"choose-expires_on": "theirs"}
    assert tabs.sends(chosen).status_code == 302 and str(current(draft).expires_on) == "2031-01-31"
    assert tabs.sends(inputs(response, tabs.action) | {"choose-expires_on": "mine"}).status_code == 302
    assert str(current(draft).expires_on) == "2032-02-28"


def test_a_box_and_a_day_of_two_tabs_are_judged_together(draft: Case) -> None:
    tabs = documents(draft)
    opened = tabs.opened()
    tabs.sends(opened, expires_on="", no_end="on")
    assert current(draft).no_end
    assert tabs.sends(opened, expires_on="2031-01-31").status_code == 409, "a day was told here, none there"
    assert current(draft).no_end and current(draft).expires_on is None


@pytest.mark.parametrize("of_clerk", [False, True], ids=["applicant", "clerk"])
def test_a_newer_file_is_not_displaced_unseen(request: Any, of_clerk: bool) -> None:
    if of_clerk:
        case, kind = people.case_in(State.INTAKE, prepared=False), "medical"
        tabs, day = package(case, kind), {"issued_on": people.after(case).date().isoformat()}
    else:
        case, kind = request.getfixturevalue("draft"), "cv"
        tabs, day = documents(case, kind), {}
    with people.at(people.after(case)):
        opened = tabs.opened() | day
        assert tabs.sends(opened, file=file(101)).status_code == 302
        response = tabs.sends(opened, file=file(102))
        assert response.status_code == 409 and files(case, kind) == ["101.jpg"]
        assert (
            "Changed in another tab: “101.jpg” was attached on" in response.text
            and "save it once more" in response.text
        )
        assert tabs.sends(opened, file=file(101)).status_code == 302, "the same once more is no other"
        assert files(case, kind) == ["101.jpg"]
        again = inputs(response, tabs.action) | day
        assert tabs.sends(again, file=file(102)).status_code == 302 and files(case, kind) == ["102.jpg"]


def test_a_file_is_added_behind_what_another_tab_has_added(draft: Case) -> None:
    tabs = documents(draft, "cv")
    tabs.sends(tabs.opened(), file=file(101))
    opened = tabs.opened() | {"how": "add"}
    for width in (102, 103):
        tabs.sends(opened, file=file(width))
    assert files(draft, "cv") == ["101.jpg", "102.jpg", "103.jpg"]


def test_data_given_of_a_document_that_is_another_by_now_are_not_taken(draft: Case) -> None:
    tabs = documents(draft)
    opened = tabs.opened()
    tabs.sends(opened, file=file(101))
    response = tabs.sends(opened, expires_on="2032-02-28")
    assert response.status_code == 409 and "“101.jpg” was attached on" in response.text
    assert str(current(draft).expires_on) == opened["expires_on"] and 'value="2032-02-28"' in response.text
    tabs.client.post(tabs.action, {"seen": current(draft).pk, "detach": "1"})
    gone = tabs.sends(opened, expires_on="2032-02-28")
    assert gone.status_code == 409 and "was taken out in another tab" in gone.text and 'value="2032-02-28"' in gone.text


def test_who_is_stopped_for_another_reason_reads_of_the_newer_file_too(draft: Case, settings: Any) -> None:
    tabs = documents(draft)
    opened = tabs.opened()
    tabs.sends(opened, file=file(101))
    response = tabs.sends(opened, file=file(102), expires_on="soon")
    assert (
        response.status_code == 409
        and "“101.jpg” was attached on" in response.text
        and "Enter a valid date" in response.text
    )
    settings.DNR_UPLOADS_A_MINUTE = 1
    fast = tabs.sends(opened, file=file(102))
    assert "“101.jpg” was attached on" in fast.text and "Wait a minute" in fast.text


def test_the_order_of_files_is_that_of_the_list_that_was_seen(draft: Case) -> None:
    tabs = documents(draft, "cv")
    tabs.sends(tabs.opened(), file=[file(101), file(102)])
    seen = {"seen": current(draft, "cv").pk}
    tabs.client.post(tabs.action, seen | {"order": "2,1"})
    for older in ({"order": "2"}, {"detach": "1"}):
        response = tabs.client.post(tabs.action, seen | older)
        assert response.status_code == 422 and "has changed in the meantime" in response.text
    assert files(draft, "cv") == ["102.jpg", "101.jpg"]


# ------------------------------------------------------------------------------------------------ requests and notices


def test_an_address_asked_for_in_another_tab_stands(filled: Case) -> None:
    url, user = reverse("accounts:email"), filled.person.user
    tabs = Tabs(user, url, url)  # type: ignore[arg-type]
    opened = tabs.opened()
    assert tabs.sends(opened, email="theirs@example.org").status_code == 302
    with people.at(people.after(filled) + people.HOUR):
        response = tabs.sends(opened, email="mine@example.org")
        assert response.status_code == 409 and "theirs@example.org was asked for on" in response.text
        assert 'value="mine@example.org"' in response.text
        assert addresses.waiting(user).email == "theirs@example.org"  # type: ignore[arg-type, union-attr]
        assert tabs.sends(inputs(response, url)).status_code == 302
    assert EmailClaim.objects.order_by("-id")[0].email == "mine@example.org"


def test_a_second_request_for_another_name_shows_both(filled: Case) -> None:
    url = reverse("accounts:name")
    tabs = Tabs(filled.person.user, url, url)  # type: ignore[arg-type]
    opened = tabs.opened()
    tabs.sends(opened, surname="THEIRS", why="The first tab says why.")
    response = tabs.sends(opened, surname="MINE", why="The second tab says why.")
    assert response.status_code == 409 and "The first tab says why." in response.text
    assert "The second tab says why." in response.text and "MINE" in response.text
    assert NameCorrection.objects.get(person=filled.person).surname == "THEIRS"


def test_a_notice_that_the_page_did_not_show_stays_unread(filled: Case) -> None:
    user, url = filled.person.user, reverse("egov:cabinet:notices")
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    seen = Notice.objects.filter(user=user).latest("id")
    newest = html.fromstring(client.get(url).text).xpath("//input[@name='newest']/@value")
    later = Notice.objects.create(user=user, case=filled, what=seen.what, facts=seen.facts, at=people.after(filled))
    client.post(url, {"newest": newest[0]})
    seen.refresh_from_db()
    later.refresh_from_db()
    assert seen.read_at and later.read_at is None


# ------------------------------------------------------------------------------------------------ the admin


ADMIN: dict[str, tuple[str, Any, Any, Any]] = {
    "cases.city": ("name_en", "name_kk", "Theirs", "Mine"),
    "cases.calendarday": ("source", "name_en", "Theirs", "Mine"),
    "cases.calendaryear": ("source", "confirmed", "Theirs", "Mine"),
    "cases.editionperiod": ("note", "intake_until", "Theirs", "Mine"),
    "cases.ground": ("text_en", "active", "Theirs", "Mine"),
    "cases.dutyrate": ("source", "rate", "Theirs", "Mine"),
    "cases.questionnaireform": ("source", "confirmed", "Theirs", "Mine"),
    "cases.serviceterm": ("source", "confirmed", "Theirs", "Mine"),
    "cases.retentionrule": ("source", "confirmed", "Theirs", "Mine"),
    "cases.legalhold": ("why", "until", "Theirs", "Mine"),
    "cases.consentclause": ("source", "active", "Theirs", "Mine"),
    "cases.remedy": ("source", "confirmed", "Theirs", "Mine"),
    "cases.bodyhead": ("source", "confirmed", "Theirs", "Mine"),
    "cases.countryrule": ("source", "confirmed", "Theirs", "Mine"),
    "cases.profession": ("source", "confirmed", "Theirs", "Mine"),
    "cases.interviewcriterion": ("source", "confirmed", "Theirs", "Mine"),
    "cases.messagetemplate": ("name_en", "name_kk", "Theirs", "Mine"),
    "cases.noticetext": ("text_en", "text_kk", "Theirs", "Mine"),
    "cases.workinghours": ("source", "confirmed", "Theirs", "Mine"),
    "cases.secondapproval": ("source", "valid_to", "Theirs", "Mine"),
    "cases.user": ("full_name", "language", "Theirs", "Mine"),
    "cases.apiclient": ("scopes", "name", ["cases.read"], ["letters.read"]),
    "cases.webhook": ("url", "active", "https://theirs.example/", "https://mine.example/"),
}
"""Of each row that an administrator may change: a field of two tabs, another one, and what each tab says."""


def test_every_row_that_an_administrator_may_change_is_here() -> None:
    from cases.models import permissions

    may = {label for label, verbs in permissions.GRANTS["administrator"].items() if "change" in verbs}
    assert may - {"cases.namecorrection"} == ADMIN.keys(), "a correction of a name is decided once (test_name.py)"


AGREED = {"_confirmed": "Go on"}
"""The answer to the page that shows what a change does to cases that run, where there is one."""


def test_an_administrators_older_tab_is_refused_and_overwrites_nothing() -> None:
    from tests.cases.admin.rooms import REGISTRY, a_row, url

    people.reference()
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.administrator())
    for label, (name, other, theirs, mine) in ADMIN.items():
        row = people.officer() if label == "cases.user" else a_row(label)
        tabs = Tabs.__new__(Tabs)
        tabs.client, tabs.url, tabs.action = client, *[url(REGISTRY[label], "change", row.pk)] * 2
        opened = _inputs(client.get(tabs.url)) | AGREED
        first = tabs.sends(opened, **{name: theirs})
        assert first.status_code == 302, (label, first.context.get("errors"))
        assert tabs.sends(opened).status_code == 302, label
        assert _stored(row, name) == theirs, f"{label}: what was not touched here does not travel"
        response = tabs.sends(opened, **{name: mine})
        assert response.status_code == 200 and _stored(row, name) == theirs, label
        assert "Changed meanwhile by a colleague or in another tab" in response.text, label
        again = _inputs(response)
        assert again[other] == opened[other], label
        assert tabs.sends(again | AGREED).status_code == 302 and _stored(row, name) == mine, label


def _inputs(page: Any) -> dict[str, Any]:
    form = html.fromstring(page.text).xpath("//form[input[@name='base']]")[0]
    inputs: dict[str, Any] = {}
    for name, value in form.form_values():
        if not name.startswith("_"):
            inputs.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 or name == "scopes" else values[0] for name, values in inputs.items()} | {
        box.name: None for box in form.xpath(".//input[@type='checkbox']") if box.name not in inputs
    }


def _stored(row: Any, name: str) -> Any:
    return getattr(type(row)._default_manager.get(pk=row.pk), name)
