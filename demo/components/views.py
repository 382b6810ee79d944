from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.views.decorators.http import require_safe

from cases.law.actors import STAFF
from cases.web.request.access import View, open_to
from demo.components import tags
from demo.components.drawing import Example, contract, examples
from demo.components.samples import COMPONENTS, FORMS

LAST_RESORT = ("400", "500", "503")
PLAIN_PAGE = "components/plain_page.html"


def in_demo(view: View) -> View:
    """Elsewhere there is no such page, whoever asks."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@in_demo
@open_to(*STAFF)
def components(request: HttpRequest) -> HttpResponse:
    """What is sent from an example goes nowhere."""
    if request.method == "POST":
        return redirect("demo:components")
    now = timezone.now()
    groups = {
        "templates/django/forms": examples("django/forms/", FORMS, request, now),
        "templates/components": _components(request, now),
        "cases/templatetags/dnr.py": tags.examples(now),
    }
    return render(request, "demo/components.html", {"groups": {name: list(rows) for name, rows in groups.items()}})


def _components(request: HttpRequest, now: datetime) -> Iterator[Example]:
    """A plain page is a whole document: it has its own address."""
    yield from examples("components/", COMPONENTS, request, now)
    links = ((reverse("demo:plain_page", args=[name]), f"{name}.html") for name in LAST_RESORT)
    yield Example(PLAIN_PAGE, contract(PLAIN_PAGE), (format_html_join(", ", '<a href="{}">{}</a>', links),))


@in_demo
@open_to(*STAFF)
@require_safe
def plain_page(request: HttpRequest, name: str) -> HttpResponse:
    """A page of last resort as it looks, with a status of its own: nothing has failed."""
    if name not in LAST_RESORT:
        raise Http404
    return render(request, f"{name}.html")
