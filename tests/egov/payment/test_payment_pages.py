"""The state duty: to the demo gateway and back; paid once, whatever is clicked."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from cases.law.calendar import local_day
from cases.models import Bar, Case, Event, Payment
from cases.programmes.nomad.states import State
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(client):
    a_case = people.case_in(State.PETITION_SIGNED, prepared=False)
    with people.at(people.after(a_case)):
        client.force_login(a_case.person.user)
        yield a_case


def start(client, case: Case, kind: str = "prp"):
    return client.post(reverse("egov:payment:start", args=[case.pk, kind]))


def choose(client, payment: Payment, choice: str):
    return client.post(reverse("egov:payment:demo", args=[payment.code]), {"choice": choice}, follow=True)


def test_it_pays(client, case):
    answer = client.get(start(client, case).url)
    payment = Payment.objects.get()
    assert "DEMO" in answer.content.decode()
    home = reverse("egov:application:home", args=[case.pk])
    # The head of the page says what became of the payment, and what comes next: an anchor would scroll it away.
    assert choose(client, payment, "pay").redirect_chain[-1][0] == home
    payment.refresh_from_db()
    assert payment.state == "paid"
    assert Event.objects.get(case=case, step="pay").user_name == "ПШЭП", "whose word it is that the money came"


@pytest.fixture
def unpaid(client):
    """An application that lacks nothing but the duty."""
    a_case = people.case_in(State.PETITION_SIGNED)
    Payment.objects.filter(case=a_case).update(state="failed")
    with people.at(people.after(a_case)):
        client.force_login(a_case.person.user)
        yield a_case


def test_it_is_offered_when_everything_else_is_ready(client, case):
    pay = reverse("egov:payment:start", args=[case.pk, "prp"])
    for name in ("home", "check"):
        page = client.get(reverse(f"egov:application:{name}", args=[case.pk]), HTTP_ACCEPT_LANGUAGE="en")
        assert pay not in page.content.decode() and "You pay last" in page.content.decode()


def test_paying_from_the_check_leads_back_to_the_check(client, unpaid):
    case = unpaid
    check = reverse("egov:application:check", args=[case.pk])
    pay = f"{reverse('egov:payment:start', args=[case.pk, 'prp'])}?{urlencode({'back': check})}"
    assert f'action="{pay}"' in client.get(check).content.decode()
    gateway = client.post(pay).url
    answer = client.post(gateway, {"choice": "pay"}, follow=True)
    payment = Payment.objects.filter(case=case).latest("id")
    assert answer.redirect_chain[-1][0] == check and payment.state == "paid"
    elsewhere = reverse("egov:payment:back", args=[payment.code]) + "?back=//evil.example/"
    assert client.get(elsewhere).url == reverse("egov:application:home", args=[case.pk])


def test_it_may_fail_and_be_tried_again(client, case):
    start(client, case)
    assert "note-error" in choose(client, Payment.objects.get(), "fail").content.decode()
    start(client, case)
    choose(client, Payment.objects.get(state="created"), "pay")
    assert sorted(Payment.objects.values_list("state", flat=True)) == ["failed", "paid"]


@pytest.mark.parametrize("choice", ["cancel", "", "steal"])
def test_it_may_be_left(client, case, choice):
    start(client, case)
    assert "note-warning" in choose(client, Payment.objects.get(), choice).content.decode()
    assert Payment.objects.get().state == "created"


def test_it_opens_a_single_payment_for_two_clicks(client, case):
    assert start(client, case).url == start(client, case).url
    assert Payment.objects.count() == 1


def test_it_is_not_paid_twice(client, case):
    start(client, case)
    payment = Payment.objects.get()
    choose(client, payment, "pay")
    choose(client, payment, "fail")
    payment.refresh_from_db()
    assert payment.state == "paid"
    assert start(client, case).url.startswith(reverse("egov:application:home", args=[case.pk]))
    assert Payment.objects.count() == 1


def test_it_takes_the_duty_of_the_card_when_the_permit_is_granted(client):
    case = people.case_in(State.GRANTED)
    with people.at(people.after(case)):
        client.force_login(case.person.user)
        start(client, case, "card")
        answer = choose(client, Payment.objects.get(kind="card"), "pay")
    assert answer.redirect_chain[-1][0] == reverse("egov:cabinet:case", args=[case.pk])
    assert case.dossier.paid("card")


def test_it_asks_for_no_duty_too_early(client, case):
    assert start(client, case, "card").status_code == 302
    assert start(client, case, "fine").status_code == 404
    assert not Payment.objects.exists()


def test_it_says_when_no_gateway_is_set_up(client, case, settings):
    settings.PAYMENT_GATEWAY = "cases.gateways.payment.closed"
    answer = client.post(reverse("egov:payment:start", args=[case.pk, "prp"]), follow=True)
    assert "note-error" in answer.content.decode()


def test_it_has_no_demo_page_beside_another_gateway(client, case, settings):
    start(client, case)
    settings.PAYMENT_GATEWAY = "cases.gateways.payment.closed"
    payment = Payment.objects.get()
    assert client.post(reverse("egov:payment:demo", args=[payment.code]), {"choice": "pay"}).status_code == 404
    assert Payment.objects.get().state == "created"


def test_it_takes_no_press_for_money_outside_the_demo(client, case, settings):
    start(client, case)
    payment = Payment.objects.get()
    settings.DEMO = False
    page = reverse("egov:payment:demo", args=[payment.code])
    assert client.get(page).status_code == 404
    assert client.post(page, {"choice": "pay"}).status_code == 404
    client.cookies["django_language"] = "en"
    answer = client.post(reverse("egov:payment:start", args=[case.pk, "prp"]), follow=True)
    assert "Payment is not set up on this portal yet." in answer.content.decode()
    assert Payment.objects.get().state == "created"


def test_it_is_nobody_elses(client, case):
    start(client, case)
    payment = Payment.objects.get()
    client.force_login(people.applicant())
    assert start(client, case).status_code == 404
    for name in ("demo", "back"):
        assert client.get(reverse(f"egov:payment:{name}", args=[payment.code])).status_code == 404
    assert client.get(reverse("egov:payment:demo", args=["DNR000"])).status_code == 404


def test_nobody_pays_for_what_a_bar_holds_back(client, case):
    day = local_day(people.after(case))
    Bar.objects.create(
        person=case.person,
        case=case,
        kind="final_refused",
        paragraph="24",
        since=day,
        until=day + timedelta(days=90),
        edition=case.edition,
    )
    client.cookies["django_language"] = "en"
    home = reverse("egov:application:home", args=[case.pk])
    page = client.get(home).content.decode()
    assert "A new application may be filed from" in page
    assert reverse("egov:payment:start", args=[case.pk, "prp"]) not in page
    assert start(client, case).url.startswith(home)
    assert not Payment.objects.exists()
