"""Where ШЭП calls back: the asynchronous channel's messages to us, and the schema of their content."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cases.gateways import registry
from cases.gateways.shep import inlet, payload, setup
from cases.gateways.shep.storing import store
from cases.models.exchange import SYSTEMS
from cases.web.request import callers
from cases.web.request.access import AuthenticatedRequest, public
from cases.web.request.moment import moment, request_id

_XML = "text/xml; charset=utf-8"


@public
@csrf_exempt  # no cookie speaks here: who speaks is proved by the signature over the message
@require_http_methods(["GET", "HEAD", "POST"])
def endpoint(request: AuthenticatedRequest, system: str) -> HttpResponse:
    """POST: one SOAP message; 429 for a sender who was refused too often in this minute.

    GET: the published XML Schema of the system's payloads.
    """
    if system not in SYSTEMS:
        raise Http404
    if request.method != "POST":
        return HttpResponse(payload.published(system), content_type=_XML)
    if registry.transport(system) != "shep":
        raise Http404
    of, now = setup.read(system, registry.settings_of(system)), moment(request)
    stranger = f"shep.{callers.household(request)}"
    if callers.so_far(stranger, now) >= settings.API_STRANGERS:
        return HttpResponse(status=429, headers={"Retry-After": str(callers.seconds_left(now))})
    raw = request.read(of.limit + 1)  # one more shows that it is too much
    reply = inlet.take(raw, of, now, lambda message: store(message, now, "shep", request_id(request)))
    if not reply.believed:  # looking at a signature costs more than sending one
        callers.count(stranger, now)
    return HttpResponse(reply.body, status=reply.status, content_type=_XML)
