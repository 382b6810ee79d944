"""What decides over people is entered by one administrator and confirmed by another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.accounts.signing_in import factor
from cases.admin import dated, proposals
from cases.law.actors import Role
from cases.letters import mail
from cases.models import (
    CalendarDay,
    DutyRate,
    Event,
    Ground,
    LegalHold,
    Notice,
    ProposedChange,
    Remedy,
    SecondApproval,
    User,
)
from cases.programmes.nomad.states import State
from cases.workload import taking
from tests import people
from tests.cases.admin.rooms import url

pytestmark = pytest.mark.django_db

RATE = {"kind": "prp", "rate": "9", "index": "4400", "valid_from": "2027-01-01", "source": "Law"}
DAY = {"date": "2026-11-23", "kind": "moved_day_off", "name_ru": "А", "name_kk": "Ә", "name_en": "", "source": "order"}


def other() -> User:
    return User.objects.filter(email="second@example.org").first() or User.objects.create_user(
        "second@example.org", people.PASSWORD, full_name="Second Administrator", role=Role.ADMINISTRATOR
    )


@pytest.fixture
def second() -> Client:
    client = Client()
    client.force_login(other())
    return client


def the_proposal() -> ProposedChange:
    return ProposedChange.objects.get()


def page(proposal: ProposedChange) -> str:
    return url(ProposedChange, "change", proposal.pk)


def ground_form(ground: Ground, **changed: Any) -> dict[str, Any]:
    form = {name: getattr(ground, name) for name in ("article", "text_ru", "text_kk", "text_en", "needs", "editions")}
    return form | {"active": "on"} | changed


def test_a_rate_holds_once_another_administrator_has_confirmed_it(administrator: Client, second: Client) -> None:
    assert administrator.post(url(DutyRate, "add"), RATE).headers["Location"] == page(the_proposal())
    assert not DutyRate.objects.filter(rate=9).exists()
    assert Notice.objects.filter(user=other(), what="proposal_waits").exists()
    administrator.post(page(the_proposal()), {"confirm": "1"})
    assert not DutyRate.objects.filter(rate=9).exists(), "nobody confirms what he has entered himself"
    second.post(page(the_proposal()), {"confirm": "1"})
    second.post(page(the_proposal()), {"confirm": "1"})  # pressed twice
    rate = DutyRate.objects.get(rate=9)
    proposal = the_proposal()
    assert (proposal.state, proposal.decided_by) == (ProposedChange.CONFIRMED, other())
    version = rate.history.latest()
    assert version.history_user == other() and people.administrator().full_name in version.history_change_reason
    assert Notice.objects.filter(user=people.administrator(), what="proposal_decided").count() == 1


def test_values_before_and_after_stand_in_the_journal_in_the_readers_language(
    administrator: Client, second: Client
) -> None:
    ground = Ground.objects.filter(kind="rework")[0]
    administrator.post(url(Ground, "change", ground.pk), ground_form(ground, text_ru="Новые слова."))
    proposal = the_proposal()
    assert proposal.before["text_ru"]["ru"] == ground.text_ru and proposal.after["text_ru"]["kk"] == "Новые слова."
    reader = Client()
    reader.force_login(people.auditor())
    shown = reader.get(page(proposal)).content.decode()
    assert "Новые слова." in shown and 'name="confirm"' not in shown
    assert f"{proposal.at:%Y-%m-%d}" not in shown, "in words, and in the time of the portal"
    event = Event(step="reconcile_document", at=datetime(2026, 11, 29, 21, 27, tzinfo=UTC))
    assert "reconcile" not in str(event) and str(event).endswith(", 02:27")
    assert reader.post(page(proposal), {"confirm": "1"}).status_code == 403
    second.post(page(proposal), {"confirm": "1"})
    ground.refresh_from_db()
    assert ground.text_ru == "Новые слова."


def test_the_object_is_named_in_the_readers_language_and_no_decision_is_claimed_that_nobody_made(
    administrator: Client, second: Client
) -> None:
    administrator.post(url(DutyRate, "add"), RATE, HTTP_ACCEPT_LANGUAGE="ru")
    shown = second.get(page(the_proposal()), HTTP_ACCEPT_LANGUAGE="kk").content.decode()
    with translation.override("kk"):
        rate = DutyRate(kind="prp", rate=Decimal(9), index=Decimal(4400))
        label = translation.pgettext("of a thing", "name")
        assert str(rate) in shown and label in shown.casefold() and "аты-жөні" not in shown.casefold()
    holds_from = timezone.localdate() + timedelta(days=9)
    ProposedChange.objects.update(state=ProposedChange.PLANNED, holds_from=holds_from)
    with translation.override("ru"):
        planned = ProposedChange.objects.get()
        assert proposals.hindrance(planned, other()) == dated.entered(planned)


def test_what_was_changed_meanwhile_makes_a_proposal_stale(administrator: Client, second: Client) -> None:
    ground = Ground.objects.filter(kind="rework")[0]
    administrator.post(url(Ground, "change", ground.pk), ground_form(ground, text_ru="Новые слова."))
    Ground.objects.filter(pk=ground.pk).update(text_kk="Басқа.")
    answer = second.post(page(the_proposal()), {"confirm": "1"}, follow=True)
    assert the_proposal().state == ProposedChange.STALE and the_proposal().why in answer.content.decode()
    assert Ground.objects.get(pk=ground.pk).text_ru == ground.text_ru


def test_a_second_proposal_for_the_same_row_is_refused_and_its_words_are_kept(
    administrator: Client, second: Client
) -> None:
    ground = Ground.objects.filter(kind="rework")[0]
    administrator.post(url(Ground, "change", ground.pk), ground_form(ground, text_ru="Первые слова."))
    answer = second.post(url(Ground, "change", ground.pk), ground_form(ground, text_ru="Вторые слова."))
    assert answer.status_code == 409 and "Вторые слова." in answer.content.decode()
    assert ProposedChange.objects.count() == 1


def test_it_is_refused_with_a_reason_or_taken_back(administrator: Client, second: Client) -> None:
    administrator.post(url(DutyRate, "add"), RATE)
    assert second.post(page(the_proposal()), {"refuse": "1", "why": ""}).status_code == 422
    assert the_proposal().state == ProposedChange.WAITS
    assert second.post(page(the_proposal()), {}).status_code == 403
    administrator.post(page(the_proposal()), {"refuse": "1", "why": "The index was mistyped, see the law."})
    assert (the_proposal().state, the_proposal().decided_by) == (ProposedChange.REFUSED, people.administrator())
    second.post(page(the_proposal()), {"confirm": "1"})
    assert not DutyRate.objects.filter(rate=9).exists()


def test_a_day_of_the_calendar_too_and_its_deletion(administrator: Client, second: Client) -> None:
    administrator.post(url(CalendarDay, "add"), DAY)
    second.post(page(the_proposal()), {"confirm": "1"})
    row = CalendarDay.objects.get(date="2026-11-23")
    administrator.post(url(CalendarDay, "delete", row.pk), {"post": "yes"})
    assert CalendarDay.objects.filter(pk=row.pk).exists()
    second.post(page(ProposedChange.objects.latest("id")), {"confirm": "1"})
    assert not CalendarDay.objects.filter(pk=row.pk).exists()


def test_how_acts_are_challenged_is_confirmed_by_another_with_its_day(administrator: Client, second: Client) -> None:
    row = Remedy.objects.filter(body="department")[0]
    kept = {f.name: getattr(row, f.name) or "" for f in Remedy._meta.fields if f.name not in ("id", "confirmed")}
    law = kept | {"valid_from": "2027-01-01", "complaint_length": "2", "source": "Закон № 7", "confirmed": "on"}
    administrator.post(url(Remedy, "add"), law)
    rows = Remedy.objects.filter(edition=row.edition, body="department")
    assert rows.count() == 1
    second.post(page(the_proposal()), {"confirm": "1"})
    later = rows.get(valid_from="2027-01-01")
    assert (later.complaint_length, later.confirmed, row.complaint_length) == (2, True, 3)


def test_nobody_alone_sets_or_ends_that_an_act_needs_a_second_official(administrator: Client, second: Client) -> None:
    asked = {"step": "approve_preliminary", "city": "", "valid_from": "2026-01-01", "valid_to": "", "source": "Order 7"}
    administrator.post(url(SecondApproval, "add"), asked)
    assert not SecondApproval.objects.exists()
    second.post(page(the_proposal()), {"confirm": "1"})
    row = SecondApproval.objects.get()
    administrator.post(url(SecondApproval, "change", row.pk), {"valid_to": "2026-05-31", "source": "Order 8"})
    row.refresh_from_db()
    assert (row.step, row.valid_to, row.source) == ("approve_preliminary", None, "Order 7")
    second.post(page(ProposedChange.objects.latest("id")), {"confirm": "1"})
    row.refresh_from_db()
    assert (f"{row.valid_to}", row.source) == ("2026-05-31", "Order 8")


def test_a_case_is_exempt_from_erasure_by_its_number(administrator: Client, second: Client) -> None:
    case, sent = people.case_in(State.PETITION_DRAFT), {"why": "Claim 1 of the court", "until": ""}
    assert administrator.post(url(LegalHold, "add"), sent | {"case": "none"}).status_code == 200
    administrator.post(url(LegalHold, "add"), sent | {"case": case.number})
    assert not LegalHold.objects.exists()
    second.post(page(the_proposal()), {"confirm": "1"})
    hold = LegalHold.objects.get(case=case)
    assert (hold.why, hold.until, hold.history.latest().history_user) == (sent["why"], None, other())


def account(user: User, **changed: Any) -> dict[str, Any]:
    facts = {"email": user.email, "full_name": user.full_name, "language": "ru", "role": user.role, "is_active": "on"}
    return facts | {"city": user.city_id or "", "body": user.body, "iin": user.iin} | changed


def test_roles_and_iins_wait_and_other_facts_do_not(administrator: Client, second: Client) -> None:
    user = people.signer()
    administrator.post(url(User, "change", user.pk), account(user, full_name="Another Name"))
    user.refresh_from_db()
    assert user.full_name == "Another Name"
    administrator.post(url(User, "change", user.pk), account(user, iin="", _confirmed="1"))
    user.refresh_from_db()
    assert user.iin
    second.post(page(the_proposal()), {"confirm": "1"})
    user.refresh_from_db()
    assert not user.iin and Notice.objects.filter(user=user, what="account_changed").exists()


def test_a_new_account_waits_and_no_password_is_kept(administrator: Client, second: Client) -> None:
    secret = {"password1": "a-long-and-odd-one", "password2": "a-long-and-odd-one"}
    new = {"email": "new@example.org", "full_name": "New", "role": "officer", "city": "almaty", "language": "ru"}
    administrator.post(url(User, "add"), new | secret)
    assert not User.objects.filter(email=new["email"]).exists()
    assert "odd-one" not in str(the_proposal().typed)
    second.post(page(the_proposal()), {"confirm": "1"})
    assert not User.objects.get(email=new["email"]).has_usable_password()


def test_nobody_confirms_what_is_about_the_own_account(administrator: Client, second: Client) -> None:
    administrator.post(url(User, "change", other().pk), account(other(), role="auditor"))
    second.post(page(the_proposal()), {"confirm": "1"})
    assert the_proposal().state == ProposedChange.WAITS and User.objects.get(pk=other().pk).role == Role.ADMINISTRATOR


def test_no_administrator_is_closed_by_another_alone(administrator: Client, second: Client) -> None:
    closed = {name: value for name, value in account(other()).items() if name != "is_active"}
    administrator.post(url(User, "change", other().pk), closed)
    assert User.objects.get(pk=other().pk).is_active


@pytest.mark.parametrize("whose", [other, people.officer], ids=["administrator", "officer"])
def test_by_what_a_colleague_signs_in_is_changed_by_two(whose: Any, administrator: Client, second: Client) -> None:
    """Else one takes the other's account and confirms alone."""
    user = whose()
    password = user.password
    factor.begin(user)
    TOTPDevice.objects.filter(user=user).update(confirmed=True)
    typed = {"password1": "a-long-and-odd-one", "password2": "a-long-and-odd-one"}
    answer = administrator.post(f"/admin/cases/user/{user.pk}/password/", typed | {"usable_password": "true"})
    assert answer.headers["Location"] == url(User, "change", user.pk)
    administrator.post(url(User, "change", user.pk), account(user, reset_second_factor="on"))
    assert the_proposal().after.keys() == {"reset_second_factor"}
    administrator.post(page(the_proposal()), {"refuse": "1", "why": "The telephone was found again."})
    administrator.post(url(User, "change", user.pk), account(user, email="mine@example.org"))
    assert ProposedChange.objects.latest("id").after.keys() == {"email"}
    kept = User.objects.get(pk=user.pk)
    assert (kept.password, kept.email) == (password, user.email) and factor.device(user)


def test_the_days_of_service_of_an_administrator_wait(administrator: Client, second: Client) -> None:
    administrator.post(url(User, "change", other().pk), account(other(), active_until="2099-12-31"))
    assert the_proposal().after.keys() == {"active_until"}


def test_a_notice_of_a_changed_address_goes_to_the_former_mailbox_too(administrator: Client, mailoutbox: Any) -> None:
    user = people.officer()
    administrator.post(url(User, "change", user.pk), account(user, email="new@example.org"))
    notices = list(Notice.objects.filter(user=user, what="account_changed").order_by("id"))
    for notice in notices:
        mail.send(notice.pk, notice.at)
    assert [message.to for message in mailoutbox] == [[user.email], ["new@example.org"]]
    assert all("new@example.org" in message.body for message in mailoutbox)


def test_alone_a_change_holds_at_once_and_the_journal_says_so(administrator: Client) -> None:
    administrator.post(url(DutyRate, "add"), RATE)
    assert DutyRate.objects.get(rate=9).history.latest().history_change_reason == "no second administrator"


def test_the_effect_of_another_role_are_the_cases_that_go_back(administrator: Client) -> None:
    case, user = people.case_in(State.KNB), people.officer()
    with people.at(people.after(case)):
        taking.take(case.pk, user, people.after(case))
        response = administrator.post(url(User, "change", user.pk), account(user, city="almaty"))
    assert response.context["effect"]


def test_every_guarded_page_can_carry_out() -> None:
    from django.contrib import admin

    from cases.admin.foureyes import FourEyesAdmin
    from cases.admin.reference import ReferenceAdmin

    guarded = {m._meta.model_name for m, p in admin.site._registry.items() if getattr(p, "guarded", ())}
    reference = {m._meta.model_name for m, p in admin.site._registry.items() if isinstance(p, ReferenceAdmin)}
    assert guarded == reference - {"messagetemplate"} | {"user"}
    assert all(
        isinstance(admin.site.get_model_admin(m), FourEyesAdmin)
        for m in admin.site._registry
        if m._meta.model_name in guarded
    )
    assert proposals.OWN
