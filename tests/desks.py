"""Staff before their pages: sign in, open a case, take a step through its form."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.engine.steps import STEPS
from cases.law.actors import Actor
from cases.models import Case, User
from cases.programmes.nomad.papers import comparing
from cases.programmes.nomad.states import DESKS, State
from demo import cms, walk
from demo.keys import identity_of
from tests import people
from tests.cases.engine import ways


def signed_in(user: User, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def home_url(user: User) -> str:
    return reverse(f"{DESKS[Actor(user.role)]}:home")


def case_url(user: User, case: Case) -> str:
    return reverse(f"{DESKS[Actor(user.role)]}:case", args=[case.pk])


def step_url(case: Case, name: str) -> str:
    return reverse("cases:step", args=[case.pk, name])


def open_case(user: User, case: Case, wait: timedelta = people.HOUR, **query: str) -> Any:
    with people.at(people.after(case, wait)):
        return signed_in(user).get(case_url(user, case), query)


def take(user: User, case: Case, name: str, wait: Any = people.HOUR, **data: Any) -> Any:
    """POST of a step with the version the page held, the landing page followed; `case` is refreshed. Before an act
    against the person the person is heard; a letter that is attached first is."""
    acts = case.state in STEPS[name].sources and "version" not in data
    if acts and walk.needs_hearing(name, State(case.state)):
        people.hear(case, name, **{k: v for k, v in data.items() if k in ("grounds", "text")})
        case.refresh_from_db()
        case.forget_dossier()
    usual = people.after(case, wait)
    if data and (name == "record_knb_answer" or (name == "correct_check" and data.get("kind") == "knb")):
        ways.knb_letter(case, usual)
    with people.at(max(usual, walk.not_before(case, name) or usual)):
        response = send(signed_in(user), step_url(case, name), {"version": case.version, **data}, user, follow=True)
    case.refresh_from_db()
    return response


def compare(user: User, case: Case) -> Any:
    """Each original that came agrees with its copy."""
    kinds = [rule.kind for rule in comparing.courier_rules(case)]
    return take(user, case, "compare_originals", **{f"verdict_{kind}": "agrees" for kind in kinds})


def send(client: Client, url: str, data: dict[str, Any], user: User, **options: Any) -> Any:
    """POST to a step; the sheet that the page answers with, if any, is signed with the user's own key and sent."""
    response = client.post(url, data, **options)
    if response.context and "content_b64" in response.context:
        return client.post(url, data | signed(user, response), **options)
    return response


def signed(user: User, page: Any, **faults: Any) -> dict[str, Any]:
    """The fields that a page with a sheet sends when `user` signs it; `faults` as of `demo.cms.sign`."""
    content = b64decode(page.context["content_b64"])
    made = cms.sign(identity_of(user), content, timezone.now(), **faults)
    version = page.context["case"].version
    return {"version": version, "sheet_at": page.context["sheet_at"], "cms": b64encode(made).decode()}


def text(response: Any) -> str:
    return str(response.content.decode())
