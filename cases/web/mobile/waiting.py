"""The page of the browser that waits for a telephone. It looks again by itself, with scripts or without."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.eds import mobile
from cases.eds.base import Purpose
from cases.models import MobileSigning
from cases.web.mobile.to_telephone import CAME_BY
from cases.web.request import browser
from cases.web.request.moment import moment


@never_cache
@require_http_methods(["GET", "HEAD"])
def waiting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far it is; once it is signed, the form that takes the signatures to their page. 204 to the script of a page
    that shows as much already: nothing is drawn again, or read out again."""
    row, now = _own(request, pk), moment(request)
    if row.relay and row.is_open(now):
        mobile.look_again(row, now)
        row.refresh_from_db()
    is_open = row.is_open(now)
    if request.headers.get("HX-Request") and request.GET.get("seen") == _seen(row, is_open=is_open):
        return HttpResponse(status=204)
    return render(request, "mobile/waiting.html", _context(row, is_open=is_open))


def _seen(row: MobileSigning, *, is_open: bool) -> str:
    """What a page shows of it, in short."""
    return f"{row.state if is_open else 'over'}{row.refused}"


@never_cache
@require_http_methods(["POST"])
def stop_waiting(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _own(request, pk)
    mobile.stop_signing(row)
    return redirect(row.back)


def _own(request: HttpRequest, pk: UUID) -> MobileSigning:
    """Of the browser that asked; to any other there is nothing here."""
    row = MobileSigning.objects.filter(pk=pk).first()
    secret = browser.secret_of(request)
    if row is None or not secret or not constant_time_compare(row.browser, mobile.secret_digest(secret)):
        raise Http404
    return row


def _context(row: MobileSigning, *, is_open: bool) -> dict[str, Any]:
    link = mobile.opening_address(row.address)
    context: dict[str, Any] = {
        "row": row,
        "is_open": is_open,
        "seen": _seen(row, is_open=is_open),
        "is_signed": row.state == MobileSigning.SIGNED,
        "signs_in": row.purpose == Purpose.SIGN_IN,
        "is_over": not is_open and row.state not in (MobileSigning.SIGNED, MobileSigning.STOPPED),
        "names": [document[_name_in(row.language)] for document in row.documents],
    }
    if is_open and row.relay:
        context |= {"picture": f"data:image/png;base64,{row.relay['qr']}", "link": row.relay["link"]}
    elif is_open:
        context |= {"qr": _drawn(f"mobileSign:{link}"), "link": _on_the_same_telephone(link)}
    if context["is_signed"]:
        context["hidden"] = [*row.carried, (CAME_BY, row.pk), *_named(row)]
    return context


def _name_in(language: str) -> str:
    return next(field for field, code in mobile.LANGUAGES.items() if code == language)


def _named(row: MobileSigning) -> list[tuple[str, str]]:
    """The signatures as fields: `cms` for one document, as NCALayer's; else `cms-` and the key of the document."""
    if len(row.signatures) == 1:
        return [("cms", row.signatures[0])]
    keys = (f"cms-{document['id']}" for document in row.documents)
    return list(zip(keys, row.signatures, strict=True))


def _drawn(text: str) -> SafeString:
    code = segno.make(text, error="m", micro=False)
    return mark_safe(code.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass=None))


def _on_the_same_telephone(link: str) -> str:
    return settings.EDS_MOBILE_LINK.replace("{link}", quote(link, safe=""))
