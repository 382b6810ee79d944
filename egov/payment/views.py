"""The state duty (п. 10(6), 26(3)): to the gateway and back. The gateway says what is paid, never the payer."""

from __future__ import annotations

from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.law.actors import Role
from cases.law.errors import CaseError
from cases.law.places import May, states_with_duty
from cases.models import Case, Payment
from cases.service import queries
from cases.service.acts import payment_gateway, record_reading, start_payment
from cases.web.request import returning
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.callers import address
from cases.web.request.finding import the_case
from cases.web.request.moment import moment, request_id


@open_to(Role.APPLICANT)
def start(request: AuthenticatedRequest, pk: UUID, kind: str) -> HttpResponse:
    """POST: an open payment of this duty, and on to the gateway. A second click finds the same payment."""
    case = the_case(request, pk)
    if not states_with_duty(kind):
        raise Http404
    if request.method != "POST":
        return redirect(_home(case))
    try:
        payment = start_payment(pk, request.user, moment(request), kind, request_id=request_id(request))
        back = reverse("egov:payment:back", args=[payment.code]) + returning.back_query(request)
        url = payment_gateway().pay_url(payment.code, payment.amount, back)
    except CaseError as error:
        messages.error(request, str(error))
        return redirect(returning.back_of(request) or _home(case))
    return redirect(url)


@open_to(Role.APPLICANT)
def demo(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """The page of the gateway that moves no money; not there under any other gateway."""
    payment = _payment(request, code)
    if payment_gateway().NAME != "demo":
        raise Http404
    payment_page: Any = import_module(settings.DEMO_PAYMENT_PAGE)
    onward = returning.back_of(request) or reverse("egov:payment:back", args=[code])
    if request.method == "POST":
        choice = request.POST.get("choice", "")
        if payment.state == "created" and choice in ("pay", "fail", "cancel"):
            try:
                payment_page.press(payment, choice, moment(request), request_id(request))
            except CaseError as error:
                messages.error(request, str(error))
                return redirect(request.get_full_path())
        return redirect(onward)
    context = {
        "payment": payment,
        "onward": onward,
        "case": payment.case,
        "section": "desk",
        "by_itself": payment_page.stands_in() is not None,
    }
    return render(request, "egov/payment/demo.html", context)


@open_to(Role.APPLICANT)
def return_from_gateway(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Where the gateway sends the payer: says what became of the payment."""
    payment = _payment(request, code)
    if payment.state == "paid":
        messages.success(request, _("The duty is paid: %(amount)s ₸.") % {"amount": floatformat(payment.amount, "-2g")})
    elif payment.state == "cancelled":
        messages.warning(request, _("This duty had been paid already: the second payment is to be refunded."))
    elif payment.state == "failed":
        messages.error(request, _("The payment failed. No money was taken; you may try again."))
    else:
        messages.warning(
            request,
            _(
                "The payment gateway has not confirmed the payment. If you have paid, you need do nothing: it is "
                "marked as paid once it is confirmed. If not, you may go on with it at any time."
            ),
        )
    return redirect(returning.back_of(request) or _home(payment.case))


@open_to(Role.APPLICANT)
def receipt(request: AuthenticatedRequest, code: str, language: str) -> HttpResponse:
    """Of a payment that the bank has settled; 404 for any other."""
    payment = _payment(request, code)
    if language not in ("ru", "kk") or payment.state not in ("paid", "cancelled"):
        raise Http404
    case, now = payment.case, moment(request)
    data = queries.payment_receipt(case, payment, language, now)
    record_reading(case, request.user, "record", now, ref=payment.code, address=address(request))
    headers = {
        "Content-Disposition": f'inline; filename="{payment.code}-{language}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def _payment(request: AuthenticatedRequest, code: str) -> Payment:
    """404 unless it belongs to a case that this person may see."""
    row = queries.payment(code)
    if row is None:
        raise Http404
    row.case = the_case(request, row.case_id)
    return row


def _home(case: Case) -> str:
    if May.FILL in case.place.may:
        return reverse("egov:application:home", args=[case.pk])
    return reverse("egov:cabinet:case", args=[case.pk])
