"""The demo's payment page with the stand-in for ПШЭП joined: what is pressed is what ПШЭП says, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.gateways import signing
from cases.models import Case, Discrepancy, Exchange, Payment
from cases.outbox import draining
from cases.programmes.nomad import answers
from demo.outside import join, payment_page
from demo.outside.callbacks import FIRST
from tests import people
from tests.cases.gateways.standin import DAY, Standin, rule, running, shut_port

FAILS = rule("answer", system="psh", on="callback", answer={"paid": False})


@dataclass
class Payer:
    """The applicant at the portal's pages, with a duty begun. `clock`: of both ends."""

    url: str
    case: Case
    clock: Any
    settings: Any

    def post(self, page: str, data: dict[str, str], *args: object) -> str:
        """Days pass, so the person signs in each time; what the portal says in the end."""
        client = Client()
        client.force_login(self.case.person.user, self.settings.AUTHENTICATION_BACKENDS[-1])
        return str(client.post(reverse(page, args=args), data, follow=True).content.decode())

    @contextmanager
    def joined(self, folder: Path, rules: str = "") -> Iterator[Standin]:
        with running(rules, folder, portal=self.url, clock=timezone.now) as standin:
            join.register(standin.outside.pairs, timezone.now())
            self.settings.GATEWAYS = standin.gateways()
            self.post("egov:payment:start", {}, self.case.pk, "prp")
            yield standin

    @property
    def payment(self) -> Payment:
        return Payment.objects.filter(case=self.case).latest("id")

    def press(self, word: str) -> str:
        return self.post("egov:payment:demo", {"choice": word}, self.payment.code)

    def later(self, standin: Standin, wait: timedelta) -> None:
        """Time passes; ПШЭП tells what it has to tell, and the worker takes it up."""
        self.clock.shift(wait)
        standin.tell()
        draining.drain_exchanges(timezone.now())


@pytest.fixture
def payer(live_server: Any, settings: Any) -> Iterator[Payer]:
    people.reference()
    settings.PUBLIC_URL = live_server.url
    case = people.case_in("petition_signed", prepared=False)
    cache.clear()
    with time_machine.travel(people.after(case), tick=False) as clock:
        yield Payer(live_server.url, case, clock, settings)


def _payments_reported() -> list[bool]:
    return [e.request["paid"] for e in Exchange.objects.filter(system="psh", direction="in").order_by("id")]


@pytest.mark.parametrize("worker", [True, False], ids=["after the worker", "before the worker"])
@pytest.mark.parametrize(("word", "state", "note"), [("pay", "paid", "success"), ("fail", "failed", "error")])
def test_what_is_pressed_is_what_the_gateway_says(
    payer: Payer, tmp_path: Path, word: str, state: str, note: str, worker: bool
) -> None:
    with payer.joined(tmp_path, FAILS if word == "pay" else "") as standin:
        if worker:
            draining.drain_exchanges(timezone.now())
        assert f"note-{note}" in payer.press(word)
        assert (payer.payment.state, payer.payment.bank_reference[:3]) == (state, "BR-")
        payer.later(standin, 2 * DAY)
        assert (payer.payment.state, _payments_reported()) == (state, [word == "pay"])
        assert not Discrepancy.objects.exists()


def test_who_presses_nothing_pays_after_a_while(payer: Payer, tmp_path: Path) -> None:
    with payer.joined(tmp_path) as standin:
        draining.drain_exchanges(timezone.now())
        payer.later(standin, DAY / 2)
        assert payer.payment.state == "created"
        payer.later(standin, DAY)
        assert payer.payment.state == "paid"
        assert "note-success" in payer.press("fail"), "what is settled stays"


def test_who_goes_away_has_not_paid_and_may_go_on(payer: Payer, tmp_path: Path) -> None:
    with payer.joined(tmp_path) as standin:
        assert "note-warning" in payer.press("cancel")
        payer.later(standin, 3 * DAY)
        answers.reconcile(timezone.now())
        draining.drain_exchanges(timezone.now())
        assert (payer.payment.state, _payments_reported()) == ("created", [])
        assert "note-success" in payer.press("pay")
        assert payer.payment.state == "paid"


def test_a_press_that_is_spoilt_on_its_way_is_sent_once_more(payer: Payer, tmp_path: Path) -> None:
    with payer.joined(tmp_path, rule("unsigned", system="psh") + rule("duplicate", system="psh")) as standin:
        assert "note-warning" in payer.press("fail")
        payer.later(standin, FIRST)
        payer.later(standin, FIRST)
        assert (payer.payment.state, _payments_reported()) == ("failed", [False])
        assert not Discrepancy.objects.exists()


def test_of_two_that_contradict_each_other_the_first_says_what_was_pressed(payer: Payer, tmp_path: Path) -> None:
    with payer.joined(tmp_path, rule("contradict", system="psh")) as standin:
        payer.press("fail")
        assert payer.payment.state == "failed"
        payer.later(standin, DAY)
        assert standin.calls() == [("payment", "told", 202), ("payment", "refused", 422)]


def test_a_gateway_that_never_calls_is_asked_the_next_day(payer: Payer, tmp_path: Path) -> None:
    with payer.joined(tmp_path, rule("never", system="psh")) as standin:
        assert "note-warning" in payer.press("pay")
        payer.later(standin, DAY)
        answers.reconcile(timezone.now())
        draining.drain_exchanges(timezone.now())
        assert (payer.payment.state, _payments_reported()) == ("paid", [])


def test_a_gateway_that_is_not_there_takes_no_press(payer: Payer, tmp_path: Path) -> None:
    with payer.joined(tmp_path):
        payer.settings.GATEWAYS["psh"]["url"] = f"http://127.0.0.1:{shut_port()}/psh"
        assert "note-error" in payer.press("pay")
        assert payer.payment.state == "created"


def test_only_the_portal_presses(payer: Payer, tmp_path: Path) -> None:
    body = b'{"code": "X", "word": "pay"}'
    with payer.joined(tmp_path) as standin:
        psh = payer.settings.GATEWAYS["psh"]
        signed = lambda body: signing.headers(  # noqa: E731
            psh["key_id"], psh["secret"], "POST", payment_page.PATH, body, timezone.now()
        )
        press = lambda body, given: standin.outside.press(payment_page.PATH, body, given)[0].status  # noqa: E731
        given = signed(body)
        assert [press(body, {}), press(b"{}", given), press(body, given), press(body, given)] == [401, 401, 200, 401]
        assert [press(b, signed(b)) for b in (b"[", b"[]", b"{}")] == [400] * 3
        wrong = (b'{"code": "X", "word": "rob"}', b'{"code": 1, "word": "pay"}')
        assert [press(b, signed(b)) for b in wrong] == [422] * 2
