"""The limit of calls: a known client its own rate, a stranger's address a small one, by the minute."""

from __future__ import annotations

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from cases.api.access import Caller
from cases.web.request.callers import count, household, seconds_left
from cases.web.request.moment import moment


class ClientRate(BaseThrottle):
    """`ApiClient.rate` calls a minute, of all its keys and addresses together."""

    def allow_request(self, request: Request, view: object) -> bool:
        caller = request.auth
        if not isinstance(caller, Caller):
            return True
        self.now = moment(request._request)
        return count(f"client.{caller.client.pk.hex}", self.now) <= caller.client.rate

    def wait(self) -> float:
        return seconds_left(self.now)


def stranger(request: HttpRequest) -> str:
    return f"stranger.{household(request)}"
