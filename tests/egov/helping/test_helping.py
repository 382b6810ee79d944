"""A helper: invited by the person, comes with an account of his own, reads or fills in, never signs, is removed at
once; all of it on record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.accounts import helping
from cases.engine import performing
from cases.engine.lists.queues import buttons
from cases.law.errors import CaseError, NoHelpError
from cases.models import Case, Document, Event, Helper, Notice, Person, ReadLog, User
from cases.outbox import draining
from cases.programmes.nomad import filing
from cases.programmes.nomad.states import State
from cases.web import timeline
from tests import people
from tests.egov.application.filling import full, kept, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uncaged")]
ADDRESS = "lawyer@example.org"


@pytest.fixture
def case() -> Iterator[Case]:
    row = people.case_in(State.PETITION_SIGNED, prepared=False)
    with people.at(people.after(row)):
        yield row


def at(case: Case, name: str, *rest: Any) -> str:
    return reverse(f"egov:helping:{name}", args=[case.pk, *rest])


def signed_in(user: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


def invited(case: Case, may: str = Helper.FILL) -> str:
    """The path of the link in the mail."""
    answer = signed_in(case.person.user).post(at(case, "people"), {"email": ADDRESS, "may": may})
    assert answer.status_code == 302
    draining.drain_effects(people.after(case))
    body = next(m.body for m in reversed(mail.outbox) if m.to == [ADDRESS])
    return re.search(r"https?://[^/\s]+(/\S+)", str(body))[1]  # type: ignore[index]


def helps(case: Case, may: str = Helper.FILL) -> User:
    user = people.applicant()
    assert signed_in(user).post(invited(case, may))["Location"] == at(case, "case")
    return user


def removed(case: Case, user: User) -> None:
    row = Helper.objects.get(case=case, user=user)
    assert signed_in(case.person.user).post(at(case, "helper", row.pk), {"end": "1"}).status_code == 302


def a_key() -> str:
    return next(i["key"] for i in people.questionnaire(people.START).fields if i.get("person") == "surname")


# ------------------------------------------------------------------------------------------------ invited


def test_the_link_leads_a_stranger_by_the_sign_in_and_is_good_once(case: Case) -> None:
    link = invited(case)
    page = Client(headers={"accept-language": "en"}).get(link)
    assert f"{reverse('accounts:sign_in')}?next=" in page.text and case.person.full_name in page.text
    assert Client().post(link).status_code == 200 and not Helper.objects.filter(user__isnull=False).exists()
    first, second = people.applicant(), people.applicant()
    assert signed_in(first).post(link).status_code == 302
    assert signed_in(second).post(link).status_code == 410
    assert signed_in(second).get(at(case, "case")).status_code == 404


def test_an_invitation_ends_by_itself_and_when_it_is_withdrawn(case: Case) -> None:
    link, user = invited(case), people.applicant()
    with people.at(people.after(case) + helping.LASTS):
        assert signed_in(user).post(link).status_code == 410
    row = Helper.objects.get(case=case)
    signed_in(case.person.user).post(at(case, "helper", row.pk), {"end": "1"})
    assert signed_in(user).post(link).status_code == 410


def test_a_second_invitation_to_the_same_address_replaces_the_first(case: Case) -> None:
    first, second, user = invited(case), invited(case, Helper.SEE), people.applicant()
    assert signed_in(user).post(first).status_code == 410
    assert signed_in(user).post(second).status_code == 302


def test_neither_the_person_nor_the_staff_accept_it(case: Case) -> None:
    link = invited(case)
    for user in (case.person.user, people.officer(), people.auditor()):
        assert signed_in(user).post(link).status_code == 409, user
    assert not Helper.objects.filter(user__isnull=False).exists()


@pytest.mark.parametrize("sent", [{}, {"email": "no address"}, {"email": ADDRESS, "may": "sign"}, {"may": "see"}])
def test_a_bad_invitation_is_refused_and_the_form_kept(case: Case, sent: dict[str, str]) -> None:
    answer = signed_in(case.person.user).post(at(case, "people"), sent | {"x": "1"})
    assert answer.status_code == 422 and sent.get("email", "") in answer.text
    assert not Helper.objects.exists()


def test_own_address_too_many_and_a_closed_case_are_refused(case: Case) -> None:
    owner, now = case.person.user, people.after(case)
    assert owner
    with pytest.raises(CaseError):
        helping.invite(case.pk, owner, now, owner.email.upper(), Helper.SEE)
    for n in range(helping.MOST):
        helping.invite(case.pk, owner, now, f"h{n}@example.org", Helper.SEE)
    answer = signed_in(owner).post(at(case, "people"), {"email": ADDRESS, "may": "see"})
    assert answer.status_code == 409 and "More than five" in answer.text
    closed = people.case_in(State.PRELIMINARY_REFUSED)
    with pytest.raises(CaseError):
        helping.invite(closed.pk, closed.person.user, now, ADDRESS, Helper.SEE)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------ reads and fills in


def test_a_helper_reads_under_a_banner_and_it_is_on_record(case: Case) -> None:
    user = helps(case, Helper.SEE)
    client = signed_in(user)
    page = client.get(at(case, "case"))
    assert "You act for" in page.text and case.person.full_name in page.text
    assert at(case, "fill") not in page.text, "may read alone"
    assert at(case, "case") in client.get(reverse("egov:cabinet:home")).text
    document = Document.objects.filter(case=case, current=True)[0]
    client.get(reverse("cases:document", args=[case.pk, document.pk])).getvalue()
    assert set(ReadLog.objects.filter(case=case, user=user).values_list("what", flat=True)) == {"case", "document"}
    row = Helper.objects.get(case=case, user=user)
    seen = signed_in(case.person.user).get(at(case, "helper", row.pk)).text
    assert "page of the case" in seen
    assert f"Helper: {user.full_name}" in signed_in(case.person.user).get(reverse("accounts:held")).text


def test_who_may_read_alone_fills_in_nothing(case: Case) -> None:
    user = helps(case, Helper.SEE)
    client, key = signed_in(user), a_key()
    for page in (at(case, "fill"), at(case, "person"), at(case, "document", "passport"), url(case)):
        answer = client.post(page, {key: "Typed"})
        assert answer.status_code == 403 and "You were invited to read this case" in answer.text, page
    assert client.post(url(case, "autosave"), {key: "Typed"}).status_code == 403
    assert kept(case) == {}
    with pytest.raises(NoHelpError):
        filing.attach(case.pk, user, people.after(case), "passport", BytesIO(b""), "a.pdf")


def personal_key() -> str:
    """The question whose only answer is to agree."""
    return next(iter(people.questionnaire(people.START).personal_keys))


def test_a_helper_consents_in_no_answer_of_the_questionnaire(case: Case) -> None:
    key, client = personal_key(), signed_in(helps(case))
    page = client.get(url(case))
    control = re.search(rf'<select[^>]*name="{key}"[^>]*>', page.text)
    assert control and "disabled" in control[0] and "nobody agrees or declares for another" in page.text
    assert key not in json.loads(page.context["base"])
    saved = client.post(
        url(case, "autosave"), {"only": "changed", "base": page.context["base"], key: "yes", a_key(): "Smithson"}
    )
    assert "nobody agrees or declares for another" in saved.text
    assert kept(case)["answers"][a_key()] == "Smithson" and not kept(case)["answers"].get(key)
    assert client.post(url(case), full(case)).status_code == 422
    assert not kept(case)["answers"].get(key) and kept(case)["complete"] is False
    with pytest.raises(CaseError):
        filing.fill_questionnaire(
            case.pk, Helper.objects.get(case=case).user, people.after(case), people.questionnaire(people.START).version,  # type: ignore[arg-type]
            full(case), True,
        )  # fmt: skip
    signed_in(case.person.user).post(url(case), full(case))
    assert kept(case)["answers"][key] == "yes"
    others = {name: text for name, text in full(case).items() if name != key}
    assert client.post(url(case), others | {"base": page.context["base"]}).status_code in (302, 409)
    client.post(url(case, "autosave"), {"only": "changed", "base": json.dumps({key: "yes"}), key: ""})
    assert kept(case)["answers"][key] == "yes", "nor takes it back"


def test_a_helper_fills_in_the_questionnaire_the_documents_and_the_data(case: Case) -> None:
    user = helps(case)
    client, owner = signed_in(user), case.person.user
    sent = {name: text for name, text in full(case).items() if name != personal_key()}
    assert client.post(url(case), sent).status_code == 302
    assert kept(case)["complete"] is False, "the consent is left to the person"
    signed_in(owner).post(url(case), full(case))
    assert client.post(url(case), sent)["Location"] == at(case, "fill") and kept(case)["complete"] is True
    assert owner and owner.email == User.objects.get(pk=owner.pk).email
    name, data = people.specimen("criminal_record", seed=8)  # the person has attached another
    facts = people.facts_of("criminal_record", people.START.date())
    sent = {k: str(v) if not hasattr(v, "strftime") else f"{v:%d.%m.%Y}" for k, v in facts.items()}
    answer = client.post(at(case, "document", "criminal_record"), sent | {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, re.findall(r'class="error[^>]*>[^<]*', answer.text)
    assert Document.objects.get(case=case, kind="criminal_record", current=True).uploaded_by == user
    page = client.get(at(case, "person"))
    base = page.context["base"]
    data_now = json.loads(base) | {"address": "Delhi, Main street 1"}
    assert client.post(at(case, "person"), data_now | {"base": base})["Location"] == at(case, "fill")
    person = Person.objects.get(pk=case.person_id)
    assert person.address == "Delhi, Main street 1"
    assert person.history.order_by("-history_id")[0].history_user == user  # type: ignore[attr-defined]
    written = Event.objects.filter(case=case, user=user)
    assert {e.step for e in written} == {"helper_joined", "edit", "attach"} and all(e.facts["helper"] for e in written)


def test_officer_auditor_and_person_read_who_filled_it_in(case: Case) -> None:
    user = helps(case)
    signed_in(user).post(url(case), full(case, **{personal_key(): ""}))
    events = list(Event.objects.filter(case=case).order_by("-id"))
    rows = timeline.entries(case, events, {}, "officer")
    assert [(row.who, row.role) for row in rows if row.step == "edit"][:1] == [
        (user.full_name, "helper of the applicant")
    ]
    shown = signed_in(people.auditor()).get(reverse("admin:cases_event_changelist")).text
    assert f"{user.full_name}, helper of the applicant" in shown
    row = Helper.objects.get(case=case, user=user)
    assert "Questionnaire: Surname" in signed_in(case.person.user).get(at(case, "helper", row.pk)).text
    story = signed_in(case.person.user).get(reverse("egov:cabinet:case", args=[case.pk])).text
    assert f"{user.full_name}, who helps you, has changed data" in story and "Questionnaire: Surname" in story


def test_the_invitation_is_in_the_language_of_the_helper_or_in_both(case: Case) -> None:
    invited(case)
    body = str(mail.outbox[-1].body)
    assert "көмектесу сұралады" in body and "помочь" in body
    known = people.applicant()
    User.objects.filter(pk=known.pk).update(email=ADDRESS, language="en", email_confirmed_at=people.START)
    invited(case)
    body = str(mail.outbox[-1].body)
    assert "asks you to help" in body and "помочь" not in body


def test_a_helper_signs_pays_consents_complains_withdraws_and_invites_nothing(case: Case) -> None:
    user = helps(case)
    client = signed_in(user)
    pages = [
        reverse("cases:step", args=[case.pk, "file_application"]),
        reverse("cases:step", args=[case.pk, "withdraw"]),
        reverse("cases:thread", args=[case.pk]),
        reverse("egov:payment:start", args=[case.pk, "prp"]),
        reverse("egov:application:check", args=[case.pk]),
        reverse("egov:application:city", args=[case.pk]),
        reverse("hub:petition:consent", args=[case.pk]),
        reverse("accounts:held_clear", args=[case.pk]),
        at(case, "people"),
    ]
    assert {client.get(page).status_code for page in pages} == {404}
    assert {client.post(page, {"email": ADDRESS, "may": "fill"}).status_code for page in pages} == {404}
    for step in buttons(case, case.person.user, people.after(case)):  # type: ignore[arg-type]
        with pytest.raises(CaseError):
            performing.perform(case.pk, step.step.name, user, people.after(case))
    now = people.after(case)
    for act in (
        lambda: filing.choose_city(case.pk, user, now, case.city),  # type: ignore[arg-type]
        lambda: filing.give_consent(case.pk, user, now, "I agree."),
        lambda: filing.clear(case.pk, user, now),
        lambda: helping.invite(case.pk, user, now, ADDRESS, Helper.FILL),
    ):
        with pytest.raises(CaseError):
            act()


# ------------------------------------------------------------------------------------------------ removed


def test_removed_in_mid_typing_the_next_request_is_refused_and_the_text_is_kept_for_the_person(case: Case) -> None:
    user = helps(case)
    client, key, owner = signed_in(user), a_key(), signed_in(case.person.user)
    assert client.post(url(case, "autosave"), {key: "Sound"}).status_code == 200
    removed(case, user)
    answer = client.post(url(case, "autosave"), {key: "Later"})
    assert answer.status_code == 403 and answer["X-Refused"]
    assert "Your help in this case is ended" in answer.text and "is kept for the person" in answer.text
    assert kept(case)["answers"] == {key: "Sound"}, "what was saved before stays in the draft, what came after does not"
    whole = client.post(url(case), {key: "Whole form"})
    assert whole.status_code == 403 and "Whole form" in whole.text, "handed back to the helper as well"
    for page in (at(case, "case"), at(case, "fill"), url(case)):
        assert "Your help in this case is ended" in client.get(page).text
    row = Helper.objects.get(case=case, user=user)
    kept_page = owner.get(at(case, "helper", row.pk))
    assert "Whole form" in kept_page.text and "Surname" in kept_page.text
    assert "left something typed for you" in owner.get(at(case, "people")).text
    owner.post(at(case, "helper", row.pk), {"discard": "1"})
    assert Helper.objects.get(pk=row.pk).late == {}


def test_what_comes_a_day_after_the_end_is_kept_for_nobody(case: Case) -> None:
    user, key = helps(case), a_key()
    removed(case, user)
    with people.at(people.after(case) + timedelta(days=2)):
        answer = signed_in(user).post(url(case, "autosave"), {key: "Later"})
    assert answer.status_code == 403 and "kept for the person" not in answer.text
    assert Helper.objects.get(case=case).late == {}


def test_a_helper_goes_and_both_are_notified(case: Case) -> None:
    user = helps(case)
    assert signed_in(user).post(at(case, "leave")).status_code == 302
    assert signed_in(user).get(at(case, "case")).status_code == 403
    other = helps(case)
    removed(case, other)
    assert list(
        Notice.objects.filter(user=case.person.user, what__startswith="helper").values_list("what", flat=True)
    ) == [
        "helper_joined",
        "helper_left",
        "helper_joined",
    ]
    assert Notice.objects.get(user=other).what == "helper_ended"
    assert [e.step for e in Event.objects.filter(case=case, step="helper_ended")] == ["helper_ended"] * 2


def test_nobody_ends_the_help_of_another_case(case: Case) -> None:
    user, stranger = helps(case), people.case_in(State.PETITION_DRAFT)
    row = Helper.objects.get(case=case, user=user)
    answer = signed_in(stranger.person.user).post(at(stranger, "helper", row.pk), {"end": "1"})
    assert answer.status_code == 404 and Helper.objects.get(pk=row.pk).active


def test_before_the_consent_a_helper_fills_in_nothing(case: Case) -> None:
    draft = people.case_in(State.PETITION_DRAFT, prepared=False)
    user = helps(draft)
    answer = signed_in(user).get(at(draft, "fill"), follow=True)
    assert "has to give the consent" in answer.text
