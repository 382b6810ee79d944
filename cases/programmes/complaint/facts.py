"""What each step of a complaint is given, and in which words its file shows it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from cases.engine.steps.facts import StepFacts, derived, fact, frozen

LATE = {True: _("filed after its last day: the body judges the excuse"), False: _("in time")}
FALLS = {True: _("recorded; another head confirms it"), False: _("nothing: the act no longer stood")}


ORDERED = {
    True: _("given, with its day"),
    False: _("nothing: it is done already, or the case has ended"),
}
MOOT = {
    "fallen": _("the act is set aside"),
    "gone_on": _("the case has gone on from the act"),
    "done": _("what was late is done, or the case has ended"),
}
"""Why nothing is left to decide."""
LANGUAGES = {"ru": _("Russian"), "kk": _("Kazakh")}
STAYS = {True: _("stays where it stands: it has gone on from that act")}


@frozen
class ComplaintText(StepFacts):
    """`language`: in which the complaint is conducted, "ru" or "kk"; "" as the account has it, or the case it is about.
    `last_day`: of the term, counted from the letter; `late`: whether it was filed after it."""

    text: str = fact(_("Complaint"))
    excuse: str = fact(_("Why it comes after its last day"), default="")
    language: str = fact(_("Language of the proceedings"), LANGUAGES, default="")
    last_day: str | None = derived(_("Last day for the complaint"), "day")
    late: bool | None = derived(_("Filed"), LATE)


@frozen
class HeadDecision(StepFacts):
    """Of the head. `text`: the reasons in Russian, `text_kk` in Kazakh: that of the proceedings at least. `falls`:
    whether a ruling on the case complained of was recorded with it. `until`: by when the body has to do what is late,
    `ordered`: whether anything was left to order."""

    text: str = fact(_("Reasons"), default="")
    text_kk: str = fact(_("Reasons in Kazakh"), default="")
    until: date | None = fact(_("To be done by"), "day", default=None)
    ordered: bool | None = derived(_("Order to act"), ORDERED)
    falls: bool | None = derived(_("Setting aside of the act"), FALLS)
    stays: bool | None = derived(_("The case itself"), STAYS)


@frozen
class Closing(StepFacts):
    """Of the head. `text`, `text_kk`: as in a decision of the head; `because`: a key of MOOT."""

    text: str = fact(_("Reasons"), default="")
    text_kk: str = fact(_("Reasons in Kazakh"), default="")
    because: str | None = derived(_("What has fallen away"), MOOT)


@frozen
class HandingOn(StepFacts):
    """`higher`: the body, in both languages; `file_list`: the files that went with it, as in `casefile.event_rows`,
    `file_sha256` of that list, `files`: how many they are."""

    higher: str = fact(_("Handed on to"))
    higher_kk: str = fact(_("Handed on to (in Kazakh)"))
    text: str = fact(_("Position of the body"), default="")
    files: int | None = derived(_("Files handed on"))
    file_sha256: str | None = derived(_("SHA-256 of their list"))
    file_list: list[list[str]] | None = derived()


@frozen
class HigherAnswer(StepFacts):
    """Of the higher body. `text`: what it has decided in Russian, `text_kk` in Kazakh, as the head sums it up. `until`,
    `ordered`: as in a decision of the head."""

    document: str = fact(_("Document"))
    number: str = fact(_("Number of the document"))
    answered_on: date = fact(_("Date of the document"), "day")
    body: str = fact(_("Issued by"))
    text: str = fact(_("What was decided"), default="")
    text_kk: str = fact(_("What was decided (in Kazakh)"), default="")
    until: date | None = fact(_("To be done by"), "day", default=None)
    ordered: bool | None = derived(_("Order to act"), ORDERED)
    file: dict[str, str] | None = derived(_("File"), "file")
    falls: bool | None = derived(_("Setting aside of the act"), FALLS)
    stays: bool | None = derived(_("The case itself"), STAYS)
    because: str | None = derived(_("What has fallen away"), MOOT)


@frozen
class Withdrawal(StepFacts):
    text: str = fact(_("Reason"), default="")
