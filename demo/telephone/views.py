from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from cases.eds.mobile import LANGUAGES
from cases.net.fetch import Unreachable
from cases.values import moments
from cases.web.request.access import public
from demo.components.views import in_demo
from demo.telephone import calling, signing
from demo.telephone.calling import NotOursError, TelephoneReply

TEMPLATE = Path(__file__).with_name("page.html")
CHOSEN = "dnr_telephone"
"""The cookie that remembers whose telephone it is."""


@public
@in_demo
@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def telephone(request: HttpRequest) -> HttpResponse:
    """GET ?code=…: a code to be opened. POST `open`: what it asks; POST `sign`: the documents as its person answers."""
    code = (request.POST.get("code") or request.GET.get("code", ""))[:2000]
    holder = request.POST.get("holder") or request.COOKIES.get(CHOSEN, "")
    context: dict[str, Any] = {"code": code, "holder": holder}
    try:
        if request.method == "POST" and code:
            context |= _sign(request, holder) if "sign" in request.POST else _open(request, code)
    except NotOursError:
        context["message"] = "This is no code of the portal."
    except Unreachable:
        context["message"] = "The portal does not answer."
    return _page(request, context)


def _open(request: HttpRequest, code: str) -> dict[str, Any]:
    """Both calls, as far as they go."""
    first = calling.ask_portal("GET", calling.address_in(code))
    if first.status != 200:
        return _message_of(first)
    place, mode = first.body["document"], _mode(request)
    token = {"no_token": "", "wrong_token": "another"}.get(mode, place["auth_token"])
    second = calling.ask_portal("GET", place["uri"], token)
    context = {"asked": first.body, "mode": mode}
    if second.status != 200:
        return context | _message_of(second)
    return context | {"shown": second.body, "state": json.dumps({"uri": place["uri"], "token": token, **second.body})}


def _sign(request: HttpRequest, holder: str) -> dict[str, Any]:
    """What was shown stands in the page: the telephone remembers it, not the portal."""
    state = json.loads(request.POST.get("state", "{}"))
    uri, token, mode = state.pop("uri"), state.pop("token"), _mode(request)
    body = signing.signed(state, holder, mode)
    reply = calling.ask_portal("PUT", uri, token, body)
    if mode == "twice":
        reply = calling.ask_portal("PUT", uri, token, body)
    context = _message_of(reply)
    if reply.status != 200:  # it may try again
        context |= {"shown": state, "state": request.POST["state"]}
    return context


def _mode(request: HttpRequest) -> str:
    mode = request.POST.get("mode", "")
    return mode if mode in signing.MODES else ""


def _message_of(reply: TelephoneReply) -> dict[str, Any]:
    return {"message": reply.body.get("message") or "No answer in JSON.", "status": reply.status}


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    context |= _in_words(context)
    people = signing.people()
    context["people"] = [(f"{who.holder.iin}-{who.holder.bin or 'person'}", _label(who)) for who in people]
    context["modes"] = list(signing.MODES.items())
    response = HttpResponse(Template(TEMPLATE.read_text(encoding="utf-8")).render(RequestContext(request, context)))
    if context["holder"]:
        response.set_cookie(CHOSEN, context["holder"], httponly=True, samesite="Lax")
    return response


def _in_words(context: dict[str, Any]) -> dict[str, Any]:
    """What the portal has named in three languages, in that of this browser."""
    language = get_language() or "ru"
    name = next((field for field, code in LANGUAGES.items() if code == language), "nameRu")
    words: dict[str, Any] = {"language": language}
    if asked := context.get("asked"):
        words["organisation"] = asked["organisation"][name]
        words["until"] = moments.moment(datetime.fromisoformat(asked["expiry_date"]))
    if shown := context.get("shown"):
        words["documents"] = [(document[name], document["meta"]) for document in shown["documentsToSign"]]
    return words


def _label(identity: Any) -> str:
    holder = identity.holder
    parts = (f"{holder.surname} {holder.given_names}", holder.iin, holder.organization, identity.algorithm)
    return ", ".join(part for part in parts if part)
