"""The recorded facts a ground of refusal may need: a refusal names nothing that the case's own file contradicts.

A need is a name, or a name with an argument after a colon ("check_against:ibd"). Several stand with a space between:
one of them is enough. "about:…" says which documents a reason of return fits at all: of one kind, or of a
sort (`SORTS`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.law import regulations
from cases.law.places import May
from cases.law.regulations import DocRule
from cases.models import Ground
from cases.programmes.nomad import KEY
from cases.programmes.nomad.papers.documents import falling_short
from cases.programmes.nomad.papers.particulars import DAYS, FACTS
from cases.programmes.nomad.reasons import recorded
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.programmes.nomad.shape import SHAPE

if TYPE_CHECKING:
    from cases.models import Case


Holds = Callable[[Any, datetime, str], bool]


@dataclass(frozen=True, slots=True)
class Need:
    holds: Holds
    """Of (case, now, argument): whether the ground fits."""
    lacks: Any
    """Why it does not (a lazy string)."""


NEEDS: dict[str, Need] = {
    Ground.NOT_AT_HAND: Need(
        lambda case, now, _arg: False,
        _("the text of this item is not at hand: an administrator enters it from the law"),
    ),
    "check_against": Need(recorded.check_against, _("no recorded check speaks against: {what}")),
    "knb_refused": Need(
        lambda case, now, _arg: recorded.check_against(case, now, "knb"),
        _("by the file the national security bodies have not refused their approval"),
    ),
    "passport_short": Need(
        recorded.passport_short, _("by the file the passport was valid long enough on the day of filing")
    ),
    "interview_against": Need(
        recorded.interview_against, _("no interview is recorded that did not confirm the qualification")
    ),
    "document": Need(recorded.on_file, _("the document on which it would rest is not on file")),
    "not_attached": Need(recorded.not_attached, _("by the file the document is attached")),
    "not_completed": Need(
        recorded.not_completed,
        _("by the file everything that was returned for completion has been replaced, or the return was set aside"),
    ),
    "expired": Need(recorded.expired, _("by the file the document had not expired on the day of filing")),
    "not_legalised": Need(
        recorded.not_legalised,
        _("by the file the document is legalised, or need not be; correct its data first if it is not"),
    ),
    "duty_unpaid": Need(
        recorded.duty_unpaid, _("by the file the duty is paid: sent back, it would have to be paid a second time")
    ),
    "duty_overdue": Need(
        recorded.duty_overdue, _("by the file the duty is paid, or the days left for paying it again are not over")
    ),
    "housing_short": Need(
        recorded.housing_short, _("by the file the housing contract runs long enough; correct its data first")
    ),
    "bars_entry": Need(
        recorded.bars_entry,
        _("by the file no medical certificate names a disease that bars entry; correct its data first if it does"),
    ),
    "not_notarised": Need(
        recorded.not_notarised, _("by the file a notary has certified the housing contract; correct its data first")
    ),
    "falls_short": Need(
        recorded.falls_short, _("by the file every document of the list was as required on the day of filing")
    ),
    "list_entered": Need(
        recorded.list_entered,
        _("no list of in-demand professions of that day is entered: there is nothing to compare the profession with"),
    ),
    "incomplete": Need(
        recorded.incomplete,
        _("every document of the list is on file; choose another ground if one of them is not as required"),
    ),
}
"""By name; `{what}` becomes the names of the arguments."""

ABOUT, INTERVIEW = "about", "interview_against"


def _uploaded(rule: DocRule) -> bool:
    return rule.source in ("applicant", "clerk")


SORTS: dict[str, Callable[[DocRule], bool]] = {
    "uploaded": _uploaded,
    "pages": lambda rule: _uploaded(rule) and rule.kind != "photo",
    "data": lambda rule: rule.source == "questionnaire" or (_uploaded(rule) and rule.kind != "photo"),
    "dated": lambda rule: any(name in DAYS for name in FACTS.get(rule.kind, ())),
    "legalised": lambda rule: "legalisation" in FACTS.get(rule.kind, ()),
}
"""What sort of thing a reason of return fits: a file that was sent, a paper of pages, what states data, a
document with a day on it, one that is legalised."""


def _kinds() -> set[str]:
    return set(regulations.document_kinds(KEY))


ARGUMENTS: dict[str, Callable[[], Collection[str]]] = {
    "check_against": lambda: CHECK_NAMES,
    "document": _kinds,
    "not_attached": _kinds,
    "expired": _kinds,
    "not_legalised": _kinds,
    "falls_short": lambda: SHAPE.lists,
    "incomplete": lambda: SHAPE.lists,
    ABOUT: lambda: _kinds() | SORTS.keys(),
}
"""By need, what can stand after its colon; after any other nothing can."""
OF_THE_ITEM = ("document", "not_attached", "expired", "not_legalised")
"""In a reason of return they name no document: it is the one that goes back."""


RETURNS = ("rework", "completion")
"""Kinds of grounds that are about one document each."""


def ensure_known(needs: str, kind: str = RETURNS[0]) -> None:
    """Raises ValidationError: what an administrator enters must be a fact the portal records. `kind`: of the ground."""
    for need in needs.split():
        why = _unknown(need)
        name, _sep, argument = need.partition(":")
        if not why and kind not in RETURNS:
            if name == ABOUT:
                why = _("Only a reason of return says which documents it is about: %(need)s.")
            elif name in OF_THE_ITEM and not argument:
                why = _("Name the document after a colon: %(need)s.")
        if why:
            raise ValidationError(why, params={"need": need, "known": ", ".join(sorted(_arguments(name)))})


def _arguments(name: str) -> Collection[str]:
    return ARGUMENTS[name]() if name in ARGUMENTS else ()


def _unknown(need: str) -> Any:
    """What is wrong with a need by itself, with %(need)s and %(known)s; "" where nothing is."""
    name, colon, argument = need.partition(":")
    if name != ABOUT and name not in NEEDS:
        return _("The portal records no such fact: %(need)s.")
    if colon and name not in ARGUMENTS:
        return _("Nothing stands after the colon of this fact: %(need)s.")
    if argument in _arguments(name) or (name in OF_THE_ITEM and not colon) or name not in ARGUMENTS:
        return ""
    if name == "check_against":
        return _("There is no such check: %(need)s. Known are: %(known)s.")
    return _("There is no such document or list: %(need)s. Known are: %(known)s.")


def why_not(case: Case, now: datetime, needs: str, kind: str = "") -> Promise | str | None:
    """Why a ground with these needs contradicts the file; None when one of its facts is recorded, or it needs none.

    `kind`: of the document it is about, for a need that names none itself.
    """
    unknown = [need for need in needs.split() if _unknown(need)]
    if unknown:  # of another version, or entered past the form
        sentence = _("it names what the portal does not record ({need}): an administrator has to correct the ground")
        return format_lazy(sentence, need=", ".join(unknown))
    wanted = [tuple(need.partition(":")[::2]) for need in needs.split() if need.partition(":")[0] != ABOUT]
    if not wanted or any(NEEDS[name].holds(case, now, argument or kind) for name, argument in wanted):
        return None
    what = ", ".join(str(CHECK_NAMES[arg]) for name, arg in wanted if name == "check_against")
    return format_lazy(NEEDS[wanted[0][0]].lacks, what=what)


def rests_on_interview(needs: str) -> bool:
    """Whether a protocol of the interview may bear out a ground with these needs."""
    return any(need.partition(":")[0] == INTERVIEW for need in needs.split())


def checks_of(needs: str) -> set[str]:
    """The kinds of checks that may bear out a ground with these needs."""
    wanted = [need.partition(":") for need in needs.split()]
    return {kind for name, _sep, kind in wanted if name == "check_against"} | (
        {"knb"} if any(name == "knb_refused" for name, *_rest in wanted) else set()
    )


def settled(case: Case, now: datetime, rule: DocRule) -> Promise | str | None:
    """Why a document cannot be sent back for any reason; None where it can. A duty that the bank has confirmed is
    paid: whatever is wrong with its proof, its return would have the person pay twice. What could be seen at the
    registration is settled by it: else the service would begin its own term again by returning. At the screening what
    could be seen before says why it was not (`reasons.returning.reason_for_late_remark`)."""
    if rule.source == "payment" and (why := why_not(case, now, "duty_unpaid")):
        return why
    if May.LOOK_THROUGH in case.place.may or rule.kind in falling_short(case, now):
        return None
    return _("the application is registered: only a document that by the file falls short goes back now")


def fits_document(needs: str, rule: DocRule) -> bool:
    """Whether a reason of return fits this document; what the portal placed is nobody's to mend."""
    about = [need.partition(":")[2] for need in needs.split() if need.partition(":")[0] == ABOUT]
    if rule.source == "portal" or not about:
        return rule.source != "portal"
    return any(_is_about(rule, topic) for topic in about)


def _is_about(rule: DocRule, name: str) -> bool:
    """An unknown name is displayed, with the reason why it cannot be used (`lacking`)."""
    return SORTS[name](rule) if name in SORTS else rule.kind == name or name not in _kinds()
