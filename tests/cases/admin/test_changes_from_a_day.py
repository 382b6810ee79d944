"""A change of reference data that is entered and confirmed before its day holds by itself when that has come."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.utils import timezone

from cases.admin import holding
from cases.admin.foureyes import FourEyesAdmin
from cases.law.calendar import local_day
from cases.models import CountryRule, Ground, Notice, ProposedChange, ServiceTerm, User
from cases.models.serviceterm import forget_lengths
from tests import people
from tests.cases.admin.rooms import url
from tests.cases.admin.test_two_administrators import account, other, page, second, the_proposal

__all__ = ["second"]
pytestmark = pytest.mark.django_db

TREATY = {"legalisation": "treaty", "stay_days": "30", "source": "Treaty of 2026", "confirmed": "on"}


def day() -> Any:
    return local_day(timezone.now()) + timedelta(days=10)


def of_country(**sent: str) -> dict[str, str]:
    return TREATY | {"holds_from": day().isoformat()} | sent


@pytest.fixture
def rule() -> CountryRule:
    return CountryRule.objects.create(country="ZZ", legalisation="apostille", source="List of 2025")


def at(days: int) -> datetime:
    """Noon of the day, so many days after that of the change."""
    return timezone.now() + timedelta(days=10 + days)


def test_it_waits_for_the_other_and_then_for_its_day(administrator: Client, second: Client, rule: CountryRule) -> None:
    answer = administrator.post(url(CountryRule, "change", rule.pk), of_country())
    assert answer.headers["Location"] == page(the_proposal())
    assert (the_proposal().state, the_proposal().holds_from) == (ProposedChange.WAITS, day())
    second.post(page(the_proposal()), {"confirm": "1"})
    assert the_proposal().state == ProposedChange.PLANNED and holding.hold_due(at(-1)) == 0
    rule.refresh_from_db()
    assert rule.legalisation == "apostille"
    assert page(the_proposal()) in administrator.get(url(CountryRule, "change", rule.pk)).content.decode()
    refused = administrator.post(url(CountryRule, "change", rule.pk), TREATY | {"stay_days": "60", "source": "Kept"})
    assert refused.status_code == 409 and "Kept" in refused.content.decode()
    people.administrator()
    User.objects.filter(pk=other().pk).update(is_active=False)  # has left since: it was decided all the same
    assert holding.hold_due(at(0)) == 1 and holding.hold_due(at(0)) == 0
    rule.refresh_from_db()
    assert (rule.legalisation, rule.stay_days, rule.confirmed) == ("treaty", 30, True)
    version = rule.history.latest()
    assert version.history_user == other() and people.administrator().full_name in version.history_change_reason
    assert the_proposal().state == ProposedChange.CONFIRMED
    assert Notice.objects.filter(user=people.administrator(), what="proposal_decided").count() == 2


def test_alone_it_waits_for_its_day_and_can_be_taken_back(administrator: Client, rule: CountryRule) -> None:
    administrator.post(url(CountryRule, "change", rule.pk), of_country())
    assert the_proposal().state == ProposedChange.PLANNED and the_proposal().decided_by is None
    shown = administrator.get(page(the_proposal())).content.decode()
    assert 'name="refuse"' in shown and 'name="confirm"' not in shown
    administrator.post(page(the_proposal()), {"refuse": "1", "why": "The treaty was not ratified, says the list."})
    assert the_proposal().state == ProposedChange.REFUSED and holding.hold_due(at(1)) == 0
    administrator.post(url(CountryRule, "change", rule.pk), of_country())
    assert holding.hold_due(at(1)) == 1
    assert rule.history.latest().history_change_reason == "no second administrator"


def test_what_is_stored_by_then_may_have_overtaken_it(administrator: Client, rule: CountryRule) -> None:
    administrator.post(url(CountryRule, "change", rule.pk), of_country())
    CountryRule.objects.filter(pk=rule.pk).update(source="Another list")
    assert holding.hold_due(at(0)) == 0 and the_proposal().state == ProposedChange.STALE
    assert Notice.objects.filter(user=people.administrator(), what="proposal_decided").exists()
    assert CountryRule.objects.get(pk=rule.pk).legalisation == "apostille"


def test_a_new_row_and_a_role_hold_from_a_day_too(administrator: Client, second: Client) -> None:
    administrator.post(url(CountryRule, "add"), of_country(country="AD"))
    second.post(page(the_proposal()), {"confirm": "1"})
    signer = people.signer()
    sent = account(signer, signs_by_delegation="on", holds_from=day().isoformat(), _confirmed="1")
    administrator.post(url(User, "change", signer.pk), sent)
    second.post(page(ProposedChange.objects.latest("id")), {"confirm": "1"})
    assert holding.hold_due(at(0)) == 2
    assert CountryRule.objects.get(country="AD").stay_days == 30
    signer.refresh_from_db()
    notice = Notice.objects.get(user=signer, what="account_changed")
    assert signer.signs_by_delegation and "→" in notice.facts["fields"] and "<" not in notice.facts["fields"]


@pytest.mark.parametrize("wrong", [{"holds_from": "2026-01-01"}, {"holds_from": "soon"}, {"holds_from": "9999-01-01"}])
def test_a_day_that_cannot_be_is_named_and_the_form_kept(
    administrator: Client, rule: CountryRule, wrong: dict[str, str]
) -> None:
    answer = administrator.post(url(CountryRule, "change", rule.pk), of_country(**wrong))
    assert "holds_from" in answer.context["adminform"].form.errors and "Treaty of 2026" in answer.content.decode()
    same = {"legalisation": rule.legalisation, "source": rule.source, "holds_from": day().isoformat()}
    nothing = administrator.post(url(CountryRule, "change", rule.pk), same)
    assert "holds_from" in nothing.context["adminform"].form.errors and not ProposedChange.objects.exists()


def test_each_table_that_has_no_days_of_its_own_asks_for_a_day(administrator: Client) -> None:
    """And says so in the class; a ground is offered from a day of its own, and changed from one."""
    pages = {m._meta.model_name: p for m, p in admin.site._registry.items() if isinstance(p, FourEyesAdmin)}
    assert {name for name, own in pages.items() if not own.dated} == {
        *("calendarday", "calendaryear", "dutyrate", "legalhold", "profession", "questionnaireform", "secondapproval"),
    }
    ground = Ground.objects.filter(kind="rework")[0]
    assert 'name="holds_from"' in administrator.get(url(Ground, "change", ground.pk)).content.decode()
    assert 'name="holds_from"' not in administrator.get(url(Ground, "add")).content.decode()


def test_a_length_that_was_planned_is_counted_from_its_day(administrator: Client) -> None:
    term = ServiceTerm.objects.all()[0]
    sent = {"length": str(term.length + 1), "source": "Order 9", "holds_from": day().isoformat()}
    administrator.post(url(ServiceTerm, "change", term.pk), sent)
    assert holding.hold_due(at(0)) == 1
    assert ServiceTerm.objects.get(pk=term.pk).length == term.length + 1
    forget_lengths()
