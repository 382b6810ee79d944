"""Which notices a person wants by mail, what their subject says, and where their link leads. In the cabinet is all."""

from __future__ import annotations

import re

from django.urls import NoReverseMatch, reverse
from django.utils.text import Truncator

from cases.engine.programmes import programme_of
from cases.engine.steps import STEPS
from cases.law.actors import Actor, Role
from cases.law.places import PLACES, May
from cases.models import Notice, User

LONGEST = 110
"""Signs of a subject behind the number of the case: what the lists of mail programs still show, and a telephone half
of."""
_END = re.compile(r"(?<=[^\W\d]{3})[.!?](?=\s|$)")
_OF_ACCOUNT = ("email_", "name_", "account_", "password_", "second_factor_")


def matters(notice: Notice) -> bool:
    """Whether it asks something of the person, is about a hearing or a ruling, decides or corrects: progress alone does
    not."""
    step = STEPS.get(notice.what)
    if step is None or notice.case is None or notice.user.role != Role.APPLICANT:
        return True
    asks = step.target is not None and PLACES[step.target].waits_on == Actor.APPLICANT
    ends = step.target is not None and PLACES[step.target].waits_on is None
    corrected = step.corrects is not None or step.goes_back
    places = [PLACES[state] for state in (*step.sources, *([step.target] if step.target else ()))]
    heard = step.by == Actor.HEAD or any(May.HEAR in place.may for place in places)
    if notice.letter_id or asks or ends or corrected or step.files or heard:
        return True
    return programme_of(notice.case).attachment(notice) is not None


def way_of(notice: Notice) -> str:
    """How it goes to the reader: one of the ways of `Notice`."""
    if matters(notice):
        return Notice.AT_ONCE
    return {User.MAILS_IMPORTANT: Notice.CABINET, User.MAILS_DIGEST: Notice.DIGEST}.get(
        notice.user.mails, Notice.AT_ONCE
    )


def subject(words: str, number: str) -> str:
    """One line: the number of the case, if any, and what has happened, as the first sentence says it."""
    line = " ".join(words.split())
    end = _END.search(line)
    first = Truncator(line[: end.start()] if end else line).chars(LONGEST)
    return f"{number}: {first}" if number else first


def page_path(notice: Notice) -> str:
    """The path of the page that the notice is about; "/" where the reader has none."""
    try:
        if notice.case is None:
            return reverse("accounts:profile") if notice.what.startswith(_OF_ACCOUNT) else "/"
        desk = programme_of(notice.case).desks[Actor(notice.user.role)]
        page = reverse(f"{desk}:case", args=[notice.case_id])
    except (KeyError, ValueError, NoReverseMatch):
        return "/"
    return page + ("#letters" if notice.letter_id and notice.user.role == Role.APPLICANT else "")
