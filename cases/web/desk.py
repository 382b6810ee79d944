"""A desk: a member of staff's queue and the pages of its cases. The sides name their actor and templates."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import OuterRef, QuerySet
from django.db.models.fields.json import KT
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.accounts import naming
from cases.engine import audit, queues
from cases.engine.programmes import Programme, form_of
from cases.engine.queues import Button
from cases.engine.stepforms import StepForm
from cases.law.actors import Actor, Role
from cases.law.places import STATES
from cases.models import Case, Event, Letter, Signature
from cases.models.emailclaim import last_stated
from cases.models.prepared import Prepared, prepared
from cases.models.queries import gone_on, horizon, seen
from cases.models.visible import Visible
from cases.web import case_file, confirming, signed, signing, stepdrafts, taken_back
from cases.web.access import AuthenticatedRequest, View, open_to
from cases.web.callers import address
from cases.web.common import moment, programme_at, shown_to

Extra = Callable[[Case, AuthenticatedRequest, dict[str, Any]], dict[str, Any]]
"""What a side adds to the case page; it gets the rest of the context, so that nothing is read twice."""

Marks = Callable[[list[Case], datetime], dict[UUID, Any]]
"""What has to be seen at once in a queue, in a word for the cases of a page that have something, by their id."""

EVENTS, LETTERS = 100, 50
SEARCH = 60
"""Characters of a search that are looked at."""


@dataclass(frozen=True, slots=True)
class Column:
    """One more column of a desk's queue: its heading, and what it says of the cases of a page, by their id."""

    label: Promise
    of: Callable[[list[Case]], dict[UUID, Any]]


@dataclass(frozen=True, slots=True)
class Tab:
    """A state as a tab of the queue; `expected`: people who are still to appear, so no work yet."""

    state: str
    label: str | Promise
    count: int
    url: str
    current: bool
    expected: bool = False

    @property
    def shown(self) -> str:
        return capped(self.count)


def capped(count: int) -> str:
    """“99+” from queues.CAP on: nobody counts further."""
    return f"{queues.CAP - 1}+" if count >= queues.CAP else str(count)


# ------------------------------------------------------------------------------------------------ the queue


def home(actor: Actor, template: str, column: Column | None = None, marks: Marks | None = None) -> View:
    """The queue: what waits on this desk, the most urgent first, a tab for each state."""

    @open_to(Role(actor.value))
    def view(request: AuthenticatedRequest) -> HttpResponse:
        return render(request, template, home_context(actor, request, column, marks))

    return view


def home_context(
    actor: Actor, request: AuthenticatedRequest, column: Column | None = None, marks: Marks | None = None
) -> dict[str, Any]:
    programme = programme_at(request, actor)
    desk = reverse(f"{programme.desks[actor]}:home")
    search = request.GET.get("q", "").strip()[:SEARCH]
    state = request.GET.get("state", "")
    state = state if state in queues.tabs_of(actor, programme.key) and not search else ""
    counts = queues.counts(request.user, moment(request), programme.key)
    listed = _searched(request, search) if search else _listed(request, programme, desk, state)
    cells = column.of(listed["cases"]) if column else {}
    marked = marks(listed["cases"], moment(request)) if marks else {}
    return {
        "actor": actor,
        "section": "desk",
        "desk": desk,
        "tabs": tabs(programme, actor, counts, desk, state, bool(search)),
        "state": STATES[state] if state else None,
        "expected": state != "" and state not in programme.places.of(actor),
        "search": search,
        "overdue": counts["overdue"],
        "overdue_shown": capped(counts["overdue"]),
        "now": moment(request),
        "column": column,
        "rows": [(case, cells.get(case.pk, ""), marked.get(case.pk, "")) for case in listed["cases"]],
    } | listed


def _searched(request: AuthenticatedRequest, search: str) -> dict[str, Any]:
    return {"cases": queues.find(request.user, search)}


def _listed(request: AuthenticatedRequest, programme: Programme, desk: str, state: str) -> dict[str, Any]:
    after = request.GET.get("after", "")
    page = queues.listing(request.user, state, after, programme=programme.key)
    here = {"state": state} if state else {}
    return {
        "cases": page.cases,
        "next_url": f"{desk}?{urlencode(here | {'after': page.after})}" if page.after else "",
        "first_url": f"{desk}?{urlencode(here)}" if after else "",
    }


def tabs(
    programme: Programme, actor: Actor, counts: dict[str, int], desk: str, state: str, searching: bool = False
) -> list[Tab]:
    work = programme.places.of(actor)
    waiting = min(sum(counts.get(s, 0) for s in work), queues.CAP)
    first = Tab("", _("All that waits"), waiting, desk, not state and not searching)
    others = [
        Tab(s.value, s.label, counts.get(s, 0), f"{desk}?state={s.value}", s == state, s not in work)
        for s in queues.tabs_of(actor, programme.key)
    ]
    return [first, *others]


# ------------------------------------------------------------------------------------------------ the case


def case(actor: Actor, template: str, extra: Extra | None = None, apart: Collection[str] = ()) -> View:
    """The case page: documents beside the step's form, checks, timeline, deadlines. Remembers who read it.

    `apart`: steps that the side shows in a place of its own, so neither inline nor as a button.
    """

    @open_to(Role(actor.value))
    def view(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
        case = shown_to(request, _shown(request.user, pk))
        audit.read(case, request.user, "case", moment(request), address=address(request))
        return show(request, case, template, extra, apart, beside=_beside(case))

    return view


def _with_all(pk: UUID) -> QuerySet[Any]:
    """The case with what its page asks of its row."""
    beside = {"name_correction": naming.waiting_for(), "stated_email": last_stated(OuterRef("person__user"))}
    rows: QuerySet[Any] = Case.objects.filter(pk=pk).select_related("person__user", "city", "slot", "based_on")
    return rows.annotate(**beside)


_shown = Visible(_with_all)


def _beside(row: Any) -> case_file.Beside:
    """Of a row of `_with_all`."""
    return case_file.Beside(row.name_correction, row.stated_email)


def show(
    request: AuthenticatedRequest,
    case: Case,
    template: str,
    extra: Extra | None = None,
    apart: Collection[str] = (),
    status: int = 200,
    beside: case_file.Beside | None = None,
) -> HttpResponse:
    """The staff's page of a case; a side that handles a form of its own shows its errors with it."""
    user: Any = request.user
    gone, case = gone_on(case, user), seen(case, user)
    if user.city_id and user.city_id == case.city_id:
        user.city = case.city  # the same row: the head of the page need not ask for it again
    context = case_context(case, request)
    context |= case_file.context(case, request, context, beside or _beside(_with_all(case.pk).get()))
    every = context["buttons"] + context["more_buttons"]
    context |= work(case, request, [b for b in every if not taken_back.apart(b.step)], apart)
    context |= taken_back.context(case, every, moment(request)) | {"corrections": confirming.beside(case, user)}
    context |= {"section": "desk", "gone_on": gone}
    context["drafts"] = stepdrafts.shown(case, user, moment(request))
    if extra:
        context |= extra(case, request, context)
    return render(request, template, context, status=status)


def case_context(case: Case, request: AuthenticatedRequest) -> dict[str, Any]:
    """What every page of one case shows; each list is one statement, and none is without a limit."""
    buttons = queues.buttons(case, request.user, moment(request))
    end = horizon(case, request.user)
    events, letters, signatures = [read(case.pk, end) for read in _UNTIL] if end else [read(case.pk) for read in _WHOLE]
    return {
        "case": case,
        "law": case.petition_law if end else case.law,
        "now": moment(request),
        "buttons": [b for b in buttons if not b.step.optional],
        "more_buttons": [b for b in buttons if b.step.optional],
        "events": events,
        "letters": letters,
        "signatures": signatures,
        "deadlines": [d for d in case.dossier.deadlines if end is None or d.starts_at <= end],
        "state": STATES[case.state],
    }


def _events(**mine: Any) -> QuerySet[Any]:
    return Event.objects.filter(**mine).order_by("-id")[:EVENTS]


def _letters(**mine: Any) -> QuerySet[Any]:
    """Without all they say; `sheet`: the SHA-256 of what was signed with it, None where nothing was."""
    rows = Letter.objects.filter(**mine).defer("facts")
    return rows.annotate(sheet=KT("facts__signature__sheet")).order_by("-id")[:LETTERS]


def _signatures(**mine: Any) -> QuerySet[Any]:
    return signed.with_standing(Signature.objects.filter(**mine)).order_by("-id")[:LETTERS]


def _whole(rows: Callable[..., QuerySet[Any]]) -> Prepared:
    def read(case: UUID) -> QuerySet[Any]:
        return rows(case=case)

    return prepared(read)


def _until(rows: Callable[..., QuerySet[Any]]) -> Prepared:
    def read(case: UUID, end: datetime) -> QuerySet[Any]:
        return rows(case=case, at__lte=end)

    return prepared(read)


_KINDS = (_events, _letters, _signatures)
_WHOLE, _UNTIL = [_whole(rows) for rows in _KINDS], [_until(rows) for rows in _KINDS]


@dataclass(frozen=True, slots=True)
class Inline:
    """The step that is taken on the case page itself."""

    button: Button
    form: StepForm

    @property
    def signed(self) -> bool:
        return signing.needed(self.button.step)


def work(
    case: Case, request: AuthenticatedRequest, buttons: list[Button], apart: Collection[str] = ()
) -> dict[str, Any]:
    """The user's steps by weight: one form on the spot, then further ones, blocked ones, and the quiet rest."""
    shown = [b for b in buttons if b.step.name not in apart]
    spot = _on_the_spot(shown)
    rest = [b for b in shown if b is not spot]
    return {
        "inline": Inline(spot, _form(case, request, spot)) if spot else None,
        "open_steps": [b for b in rest if not b.blocked and not b.step.optional],
        # Where nothing is recorded that could be put right, nobody waits for a button.
        "blocked_steps": [b for b in rest if b.blocked and not b.step.too_late],
        "quiet_steps": [b for b in rest if not b.blocked and b.step.optional],
    }


def _on_the_spot(buttons: list[Button]) -> Button | None:
    """The main step; while it is blocked, a fact to be recorded. Never a correction, nor what is to be thought over."""
    ready = [b for b in buttons if not b.blocked and not b.step.danger and not form_of(b.step).own_page]
    main = [b for b in ready if not b.step.optional]
    facts = [b for b in ready if b.step.optional and b.step.target is None and not b.step.too_late]
    return next(iter(main + facts), None)


def _form(case: Case, request: AuthenticatedRequest, button: Button) -> StepForm:
    initial = case_file.next_check(case) if button.step.form == "check" else {}
    return form_of(button.step)(
        None, case=case, step=button.step, user=request.user, now=moment(request), initial=initial
    )
