"""The calls themselves. Each reads the client of `request.auth` and says no more than its scopes allow."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import translation
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.api import idempotency, parameters, pruning, serializers
from cases.api.access import Caller
from cases.api.problems import Problem
from cases.gateways import inbox
from cases.gateways.contract import INBOUND, Malformed
from cases.letters import genuine
from cases.models import Case
from cases.models.exchange import Exchange
from cases.web.request.moment import moment, request_id
from cases.webhooks import partners

_NUMBER = re.compile(r"[A-Z0-9-]{1,30}")
_CODE = re.compile(r"[0-9A-Z]{12,16}")

LAG = 30
"""Seconds that a list stays behind: a step whose transaction ends late must not slip in before a cursor already sent
out. The case itself is displayed at once."""

FAULTS = 50
"""Faults listed of one body at most: a megabyte of unknown names would be answered by three."""


class MachineView(APIView):
    """Speaks English, whatever the caller's headers say: what programs compare must not depend on a language."""

    scope = ""
    # OPTIONS is refused, so Allow must not name it (RFC 9110, 10.2.1).
    http_method_names: ClassVar[list[str]] = ["get", "post", "head"]

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        translation.activate("en")
        super().initial(request, *args, **kwargs)


def _caller(request: Request) -> Caller:
    caller: Caller = request.auth
    return caller


class CaseView(MachineView):
    @extend_schema(summary="One case", operation_id="case", responses=serializers.CaseSerializer)
    def get(self, request: Request, number: str) -> Response:
        """State and dates. What the client may not see does not exist: 404."""
        caller = _caller(request)
        rows = Case.objects.filter(caller.client.sight(), number=number) if _NUMBER.fullmatch(number) else None
        row = rows.values(*partners.columns(caller.client.scopes)).first() if rows is not None else None
        if row is None:
            raise Problem(404, "unknown_case")
        caller.case_id = row["id"]
        return Response(serializers.CaseSerializer(partners.facts(row)).data)


class CasesView(MachineView):
    @extend_schema(
        summary="Cases, those that moved longest ago first",
        operation_id="cases",
        responses=serializers.CasePageSerializer,
        parameters=[
            OpenApiParameter(
                "state", {"$ref": "#/components/schemas/CaseState"}, description="Only cases in this state."
            ),
            OpenApiParameter(
                "changed_since",
                {"type": "string", "format": "date-time"},
                description="Only cases whose state has changed at or after this moment.",
            ),
            OpenApiParameter("cursor", str, description="`next` of the page before."),
            OpenApiParameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": parameters.PAGE},
                description=f"Cases on a page, from 1 to {parameters.PAGE}, which is the default.",
            ),
        ],
    )
    def get(self, request: Request) -> Response:
        """Store the newest `state_since` and continue from there: a case that moves comes once more, and none is
        missed. The list lags half a minute behind."""
        caller, wanted = _caller(request), parameters.read_parameters(request.query_params)
        rows = _page(caller, wanted, moment(request._request))
        more = len(rows) > wanted.size
        rows = rows[: wanted.size]
        following = parameters.cursor(partners.since(rows[-1]), rows[-1]["id"]) if more else None
        page = {"results": [partners.facts(row) for row in rows], "next": following}
        return Response(serializers.CasePageSerializer(page).data)


def _page(caller: Caller, wanted: parameters.ListParameters, now: datetime) -> list[dict[str, Any]]:
    """One row more than requested, out of the index case_moved; no COUNT.

    Those in a state that partners do not know stand where the one they know began: there are few of them at a time.
    """
    hidden, visible = partners.hidden_states(), Case.objects.filter(caller.client.sight())
    theirs = [state for state in hidden if wanted.state in ("", partners.known_as(state))]
    rows = visible.filter(state=wanted.state) if wanted.state else visible.exclude(state__in=hidden)
    listed = _sorted(rows, "state_since", caller, wanted, now)
    began = Coalesce("checks_since", "state_since")
    listed += _sorted(visible.filter(state__in=theirs).annotate(began=began), "began", caller, wanted, now)
    return sorted(listed, key=lambda row: (partners.since(row), row["id"]))[: wanted.size + 1]


def _sorted(
    rows: QuerySet[Case], by: str, caller: Caller, wanted: parameters.ListParameters, now: datetime
) -> list[dict[str, Any]]:
    rows = rows.filter(**{f"{by}__lte": now - LAG * parameters.SECOND})
    if wanted.since:
        rows = rows.filter(**{f"{by}__gte": wanted.since})
    if wanted.after:
        # A bound plus an exception, so that both databases seek in the index instead of filtering it.
        at, pk = wanted.after
        rows = rows.filter(**{f"{by}__gte": at}).exclude(**{by: at, "id__lte": pk})
    return list(rows.order_by(by, "id").values(*partners.columns(caller.client.scopes))[: wanted.size + 1])


class LetterView(MachineView):
    @extend_schema(
        summary="Whether a letter is authentic", operation_id="letter", responses=serializers.LetterSerializer
    )
    def get(self, request: Request, code: str) -> Response:
        """By the check code printed on it. The same facts as on the portal's page for everybody."""
        letter = genuine.by_code(code) if _CODE.fullmatch(code) else None
        if letter is None:
            raise Problem(404, "unknown_letter")
        return Response(serializers.LetterSerializer(serializers.letter_facts(letter)).data)


class ExchangeView(MachineView):
    @extend_schema(
        summary="What became of a message", operation_id="exchange", responses=serializers.ExchangeSerializer
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Of the client's own system only."""
        caller = _caller(request)
        client = caller.client
        rows = Exchange.objects.filter(pk=pk, system=client.system)
        if client.city_id:
            rows = rows.filter(Q(case__isnull=True) | Q(case__city_id=client.city_id))
        row = rows.defer("request", "answer").first()
        if row is None:
            raise Problem(404, "unknown_exchange")
        caller.case_id = row.case_id
        return Response(serializers.ExchangeSerializer(row).data)


class InboxView(MachineView):
    @extend_schema(
        summary="Send the portal a message",
        operation_id="inbox",
        request={"application/json": dict},
        responses={202: serializers.ExchangeSerializer},
        parameters=[
            OpenApiParameter(
                idempotency.HEADER,
                {"type": "string", "pattern": "^[!-~]{1,100}$"},
                "header",
                True,
                description="The same for every attempt; another body under it is refused (422). Kept for "
                f"{pruning.ANSWERS.days} days.",
            ),
        ],
    )
    def post(self, request: Request, system: str, operation: str) -> Response:
        """Answers and callbacks. 202: accepted and stored, once; a repetition gets the same response. `Location` says
        what becomes of it: what comes too late for the case is stored and displayed to people, not applied
        (`outcome`)."""
        caller = _caller(request)
        if (system, operation) not in INBOUND:
            raise Problem(404, "unknown_operation")
        if caller.client.system != system:
            raise Problem(403, "wrong_system", f"This client speaks for {caller.client.system!r}.")
        bare = request._request
        key, payload = idempotency.key_of(bare), request.data
        sha256 = idempotency.request_digest(bare)
        answer = idempotency.stored_response(caller, key, sha256)
        if answer is None:
            answer = _accepted(caller, _receive(request, system, operation, payload, key))
            idempotency.store_response(caller, key, sha256, answer, moment(bare))
        answer["Location"] = f"{settings.PUBLIC_URL}/api/v1/exchanges/{answer.data['id']}"
        return answer


def _receive(request: Request, system: str, operation: str, payload: dict[str, Any], key: str) -> Exchange:
    """A client of one city reports nothing about another's cases, and does not learn which there are. One of the whole
    country may report about a case before it is filed: the duty is paid first."""
    bare, client = request._request, _caller(request).client
    sees = client.sees if client.city_id else None
    try:
        return inbox.receive(system, operation, payload, key, moment(bare), client.name, request_id(bare), sees)
    except inbox.Unknown as error:
        raise Problem(404, f"unknown_{error.what}") from None
    except inbox.KeyReused:
        raise Problem(409, "conflict", "Under this key another message came before.") from None
    except Malformed as error:
        faults = [{"pointer": fault.pointer, "detail": fault.detail} for fault in error.faults[:FAULTS]]
        raise Problem(422, "invalid", "The body is not what the contract asks for.", faults) from None


def _accepted(caller: Caller, exchange: Exchange) -> Response:
    caller.case_id = exchange.case_id
    return Response(dict(serializers.ExchangeSerializer(exchange).data), 202)
