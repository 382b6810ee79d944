"""Many cases of a list at once: what is to be done with them, and the result for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.law.actors import OFFICIAL_ROLES
from cases.law.errors import CaseError, NotFoundError, NotNowError
from cases.models import BulkAction, Case, StepDraft, User
from cases.reports.caselists import NoSuchListError
from cases.reports.lists import open_list
from cases.web.drafts import texts
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url, first_desk
from cases.web.request.moment import moment, request_id
from cases.web.workload.owner import HandOverForm
from cases.workload import bulk, possible, taking
from cases.workload.verbs import Verb, known, verb_of, verbs_of


@dataclass(frozen=True, slots=True)
class ChosenRow:
    """A case before the act."""

    case: Case
    why: str
    """Why it cannot be done; "" where it can."""
    chosen: bool


def on_desk(request: AuthenticatedRequest) -> dict[str, Any]:
    """What `cases/workload/_bulk.html` shows beside the boxes of a list: the verbs. To whom, and the note, are asked on
    the next page, which keeps them as a draft."""
    return {"verbs": verbs_of(request.user)}


@open_to(*OFFICIAL_ROLES)
def begin(request: AuthenticatedRequest) -> HttpResponse:
    """POST: `verb`, the cases as `case` or, with `all`, those of `list`, and what the verb requires; then the page of
    the result. GET: what the person has asked for so far."""
    if request.method in ("GET", "HEAD"):
        return _past_acts(request)
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "POST"])
    sent, user = request.POST, request.user
    if not sent.get("verb"):
        messages.warning(request, _("Choose what is to be done with these cases."))
        return redirect(_back(request))
    facts = {"to": _key(sent.get("to", "")), "note": sent.get("note", "")[: taking.NOTE + 1]}
    try:
        cases = _of_list(sent, user) if "all" in sent else list(_keys(sent.getlist("case")))
        if asking := _asking(request, [str(key) for key in cases]):
            return asking
        action = bulk.begin(user, sent.get("verb", ""), cases, facts, moment(request), request_id(request))
    except (NotFoundError, NoSuchListError) as error:
        raise Http404 from error
    except CaseError as error:
        messages.warning(request, str(error))
        return redirect(_back(request))
    if draft := _key(sent.get("draft", "")):
        _drafts(user, cases).filter(pk=draft).delete()
    return redirect("cases:bulk_result", action.pk)


def _past_acts(request: AuthenticatedRequest) -> HttpResponse:
    rows = [
        (action, _label(action), _summary(action.done, action.refused, action.waiting))  # type: ignore[attr-defined]
        for action in bulk.latest(request.user, MOST)
    ]
    return render(request, "cases/workload/acts.html", {"rows": rows, "section": "desk"})


def _label(action: BulkAction) -> str | Promise:
    return verb.label if (verb := known(action.verb)) else action.verb


def _of_list(sent: QueryDict, user: User) -> list[UUID]:
    """All that the desk's list has now, as the person sees it. Raises NoSuchListError, NotNowError."""
    rows, more = open_list("queue", dict(parse_qsl(sent.get("list", ""))), user).page(user, size=bulk.MOST)
    if more:
        raise NotNowError(format_lazy(TOO_LONG, most=bulk.MOST))
    return [row.case.pk for row in rows]


def _asking(request: AuthenticatedRequest, cases: list[str]) -> HttpResponse | None:
    """The page before the act: to whom, the letters, how many a whole list has, and which of them cannot be done; None
    where it was seen, or has nothing to say. Raises NotFoundError."""
    sent, verb = request.POST, verb_of(request.POST.get("verb", ""), request.user)
    if not cases:
        return None
    form, around = _to_whom(request, verb, cases) if verb.needs_colleague else (None, {})
    if form is not None and "all" not in sent and form.is_valid():
        return None
    if form is None and "seen" in sent:
        return None
    rows = _rows(request, verb, cases)
    left_out = sum(not row.chosen for row in rows)
    if form is None and "all" not in sent and not verb.letter and not left_out:
        return None
    context = {"verb": verb, "cases": cases, "rows": rows, "left_out": left_out, "next": _back(request)}
    context |= {"rest": sorted(set(cases) - {str(row.case.pk) for row in rows}), "section": "desk"} | around
    template = "cases/workload/chosen.html" if form is None else "cases/workload/to_whom.html"
    return render(request, template, context, status=422 if form and form.errors else 200)


def _rows(request: AuthenticatedRequest, verb: Verb, keys: list[str]) -> list[ChosenRow]:
    """The first of them, each with why the verb cannot be done; ticked where it can, or as they were sent."""
    user = request.user
    rows = Case.objects.visible_to(user).filter(pk__in=keys).select_related("person").order_by("queue_at", "id")
    cases = list(rows[:MOST])
    why = possible.refusals(verb.name, cases, user, moment(request))
    return [ChosenRow(case, why.get(case.pk, ""), "seen" in request.POST or case.pk not in why) for case in cases]


def _to_whom(request: AuthenticatedRequest, verb: Verb, keys: list[str]) -> tuple[HandOverForm, dict[str, Any]]:
    """The form as sent, or as it was being typed: the draft of the hand-over of one of the cases; and its page."""
    sent, draft = request.POST, _drafts(request.user, keys).order_by("-at").first()
    case = draft.case if draft else _at_desk(request.user, keys)
    people = taking.colleagues(request.user, moment(request))
    data, typed = sent if "to" in sent else None, texts.initial(draft)
    form = HandOverForm(people, data, noted=verb.needs_note, initial=typed)
    about = texts.context(case, texts.HAND_OVER, draft) if case else {}
    return form, {"form": form, "people": people} | about


def _at_desk(user: User, keys: list[str]) -> Case | None:
    """One of them that waits on the person's desk."""
    return Case.objects.visible_to(user).filter(pk__in=keys, waits_on=user.reads_as).order_by("id").first()


def _drafts(user: User, cases: Iterable[Any]) -> QuerySet[StepDraft]:
    rows = StepDraft.objects.filter(user=user, case__in=list(cases), step=texts.HAND_OVER, typed=True)
    return rows.select_related("case")


TOO_LONG = gettext_lazy("This list has more than {most} cases. Narrow it by a filter, or choose some of them.")
MOST = 50
"""Cases that are looked at before the act, and letters that can be seen; acts on many cases that are listed."""


def _keys(values: list[str]) -> Iterator[UUID]:
    for value in values:
        if key := _key(value):
            yield UUID(key)


def _key(value: str) -> str:
    """A key as it was sent; "" for what is none."""
    try:
        return str(UUID(value))
    except ValueError:
        return ""


def _back(request: AuthenticatedRequest) -> str:
    """The list from which the form came; of this site alone, else the first page of the desk."""
    back = request.POST.get("next", "")
    if back and url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        return back
    return first_desk(request.user)


@open_to(*OFFICIAL_ROLES)
def result(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """What became of each case, for the person who requested it."""
    action = get_object_or_404(BulkAction, pk=pk, user=request.user)
    came = bulk.result(action)
    context = came | {
        "action": action,
        "summary": _summary(len(came["done"]), len(came["refused"]), came["waiting"]),
        "label": _label(action),
        "again": action.verb in {verb.name for verb in verbs_of(request.user)},
        "facts": action.facts,
        "done": [(item, case_url(request.user, item.case)) for item in came["done"]],
        "refused": [(item, case_url(request.user, item.case)) for item in came["refused"]],
        "to": User.objects.filter(pk=action.facts["to"]).first() if action.facts.get("to") else None,
        "section": "desk",
    }
    return render(request, "cases/workload/bulk.html", context)


def _summary(done: int, refused: int, waiting: int) -> str:
    """A sentence of how many there are of each, none left out but what there is none of."""
    parts = [ngettext("%(n)s case done", "%(n)s cases done", done) % {"n": done}]
    if refused:
        parts.append(ngettext("%(n)s not done", "%(n)s not done", refused) % {"n": refused})
    if waiting:
        parts.append(ngettext("%(n)s still to be done", "%(n)s still to be done", waiting) % {"n": waiting})
    return f"{', '.join(parts)}."
