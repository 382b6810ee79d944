"""The demo's payment page: what the visitor presses becomes of the payment.

Where the stand-in for ПШЭП is joined, it is called, and its own word comes by the API and counts as it would in life.
Elsewhere nobody says anything of the payment, and the press itself settles it.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from cases.gateways import registry, signing
from cases.law.errors import NotNowError
from cases.models import Exchange, Payment
from cases.net import fetch
from cases.outbox import exchanges
from cases.programmes.nomad.filing import paying
from demo.outside import payment_page as stand_in

SECONDS = 5.0
"""For the stand-in to hear the press and to tell the portal of it."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def stands_in() -> dict[str, Any] | None:
    """The settings of ПШЭП, where it is the stand-in on this machine."""
    values = registry.settings_of("psh")
    here = values["transport"] == "http" and urlsplit(values["url"]).hostname in LOOPBACK
    return values if here else None


def press(payment: Payment, word: str, now: datetime, request_id: str = "") -> None:
    """`word`: "pay", "fail" or "cancel". NotNowError when the stand-in does not answer."""
    psh = stands_in()
    if psh is None:
        if word != "cancel":
            reference = f"DEMO-{secrets.token_hex(4).upper()}"
            paying.settle_payment(payment.code, word == "pay", reference, now, request_id=request_id)
        return
    _go_before(payment, now)
    _send(psh, {"code": payment.code, "word": word}, now)
    _take(payment)


def _go_before(payment: Payment, now: datetime) -> None:
    """ПШЭП hears of the payment before it hears that it is paid, however long the worker's queue is."""
    intent = Exchange.objects.filter(system="psh", direction=Exchange.OUT, key=f"{payment.code}.psh.intent")
    for pk in intent.filter(state=Exchange.PENDING).values_list("pk", flat=True):
        exchanges.deliver(pk, now)


def _send(psh: dict[str, Any], payload: dict[str, str], now: datetime) -> None:
    body = json.dumps(payload).encode()
    address = urlsplit(psh["url"])
    headers = signing.headers(psh["key_id"], psh["secret"], "POST", stand_in.PATH, body, now)
    url = f"{address.scheme}://{address.netloc}{stand_in.PATH}"
    try:
        answer = fetch.post(url, body, "application/json", seconds=SECONDS, limit=1024, headers=headers)
    except fetch.Unreachable as error:
        raise NotNowError(_("The stand-in for the payment gateway does not answer. Try again in a minute.")) from error
    if answer.status != 200:
        raise NotNowError(_("The stand-in for the payment gateway does not answer. Try again in a minute."))


def _take(payment: Payment) -> None:
    """Its word has come while it was called; the visitor does not wait until the worker takes it up."""
    came = Exchange.objects.filter(case=payment.case_id, system="psh", operation="payment", direction=Exchange.IN)
    for row in came.order_by("id"):
        if row.next_at:
            exchanges.apply(row.pk, row.next_at)
