"""The facts of each step of a complaint, and in which words its file shows it."""

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
ACT_FALLS = {
    True: _("the act itself falls"),
    False: _("the act itself stands, without that part"),
}
STAYS = {True: _("stays where it stands: it has gone on from that act")}


@frozen
class ComplaintText(StepFacts):
    text: str = fact(_("Complaint"))
    excuse: str = fact(_("Why it comes after its last day"), default="")
    language: str = fact(_("Language of the proceedings"), LANGUAGES, default="")
    """In which the complaint is conducted, "ru" or "kk"; "" as the account has it, or the case it is about."""
    last_day: str | None = derived(_("Last day for the complaint"), "day")
    """Of the term, counted from the letter."""
    late: bool | None = derived(_("Filed"), LATE)
    """Whether it was filed after that day."""


@frozen
class HeadDecision(StepFacts):
    """Of the head of the body."""

    text: str = fact(_("Reasons"), default="")
    """In Russian; in Kazakh below. The language of the proceedings has to be there."""
    text_kk: str = fact(_("Reasons in Kazakh"), default="")
    until: date | None = fact(_("To be done by"), "day", default=None)
    """By when the body has to do what is late."""
    ordered: bool | None = derived(_("Order to act"), ORDERED)
    """Whether anything was left to order."""
    falls: bool | None = derived(_("Setting aside of the act"), FALLS)
    """Whether a ruling on the case complained of was recorded with it."""
    stays: bool | None = derived(_("The case itself"), STAYS)


@frozen
class PartDecision(StepFacts):
    """Of the head, who hands the rest on: as in a decision of the head, and in a handing on."""

    act_falls: bool = fact(_("The act complained of"), ACT_FALLS)
    """Whether the whole act falls with the part."""
    aside: str = fact(_("What is set aside"), default="")
    aside_kk: str = fact(_("What is set aside (in Kazakh)"), default="")
    left: str = fact(_("What stands"), default="")
    left_kk: str = fact(_("What stands (in Kazakh)"), default="")
    text: str = fact(_("Reasons"), default="")
    text_kk: str = fact(_("Reasons in Kazakh"), default="")
    higher: str = fact(_("Handed on to"), default="")
    higher_kk: str = fact(_("Handed on to (in Kazakh)"), default="")
    higher_address: str = fact(_("Address of the higher body"), default="")
    files: int | None = derived(_("Files handed on"))
    file_sha256: str | None = derived(_("SHA-256 of their list"))
    file_list: list[list[str]] | None = derived()
    falls: bool | None = derived(_("Setting aside of the act"), FALLS)
    stays: bool | None = derived(_("The case itself"), STAYS)


@frozen
class Closing(StepFacts):
    """Of the head of the body, who gives reasons as in a decision."""

    text: str = fact(_("Reasons"), default="")
    text_kk: str = fact(_("Reasons in Kazakh"), default="")
    because: str | None = derived(_("What has fallen away"), MOOT)
    """A key of MOOT."""


@frozen
class HandingOn(StepFacts):
    higher: str = fact(_("Handed on to"))
    higher_kk: str = fact(_("Handed on to (in Kazakh)"))
    """The same body."""
    higher_address: str = fact(_("Address of the higher body"))
    text: str = fact(_("Position of the body"), default="")
    files: int | None = derived(_("Files handed on"))
    """How many they are."""
    file_sha256: str | None = derived(_("SHA-256 of their list"))
    """Of `file_list`."""
    file_list: list[list[str]] | None = derived()
    """The files that went with it, as in `casefile.event_rows`."""


@frozen
class HigherAnswer(StepFacts):
    """Of the higher body."""

    document: str = fact(_("Document"))
    number: str = fact(_("Number of the document"))
    answered_on: date = fact(_("Date of the document"), "day")
    body: str = fact(_("Issued by"))
    text: str = fact(_("What was decided"), default="")
    text_kk: str = fact(_("What was decided (in Kazakh)"), default="")
    """As the head sums it up, in one language or both."""
    until: date | None = fact(_("To be done by"), "day", default=None)
    """As in a decision of the head, and the next too."""
    ordered: bool | None = derived(_("Order to act"), ORDERED)
    file: dict[str, str] | None = derived(_("File"), "file")
    falls: bool | None = derived(_("Setting aside of the act"), FALLS)
    stays: bool | None = derived(_("The case itself"), STAYS)
    because: str | None = derived(_("What has fallen away"), MOOT)


@frozen
class PartAnswer(StepFacts):
    """Of the higher body, as the head sums it up: as in its answer, and in a decision in part."""

    document: str = fact(_("Document"))
    number: str = fact(_("Number of the document"))
    answered_on: date = fact(_("Date of the document"), "day")
    body: str = fact(_("Issued by"))
    act_falls: bool = fact(_("The act complained of"), ACT_FALLS)
    aside: str = fact(_("What is set aside"), default="")
    aside_kk: str = fact(_("What is set aside (in Kazakh)"), default="")
    left: str = fact(_("What stands"), default="")
    left_kk: str = fact(_("What stands (in Kazakh)"), default="")
    file: dict[str, str] | None = derived(_("File"), "file")
    falls: bool | None = derived(_("Setting aside of the act"), FALLS)
    stays: bool | None = derived(_("The case itself"), STAYS)


@frozen
class Withdrawal(StepFacts):
    text: str = fact(_("Reason"), default="")
