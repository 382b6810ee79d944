from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes.forms import ask_for_reasons
from cases.engine.steps import Step, steps_from
from cases.engine.steps.facts import names_of
from cases.fields.day import DayField
from cases.fields.listed import ListedInput
from cases.fields.text import LettersLine
from cases.law.calendar import local_day
from cases.models import Slot
from cases.programmes.nomad.facts import PetitionSignature
from cases.programmes.nomad.forms.base import StepForm, TextArea, TextLine
from cases.programmes.nomad.forms.criteria import CriteriaForm
from cases.programmes.nomad.periods import endings
from cases.programmes.nomad.petitions import professions, times
from cases.values import letters, moments
from cases.values.dates import in_words
from cases.values.questions import as_day


class DeclineConsentForm(StepForm):
    beside = frozenset({"agree"})
    agree = forms.BooleanField(
        label=_("I decline, and understand that the process ends here."),
        error_messages={"required": _("Confirm that you decline.")},
    )
    warning = _(
        "Without consent the petition cannot be formed (para. 4). "
        "You may begin again as long as the pilot accepts filings."
    )


class AdmitForm(CriteriaForm):
    beside = frozenset({"invite_now"})
    note = TextArea(label=_("Note for the file"), required=False, rows=2)
    invite_now = forms.BooleanField(
        label=_("Invite at once: open the interview calendar to the applicant"), required=False, initial=True
    )

    @property
    def brings_letter(self) -> bool:
        return bool(self._next.letter)

    @property
    def _next(self) -> Step:
        return next(s for s in steps_from(str(self.step.target)) if s.by == self.step.by and not names_of(s.facts))

    def followed_by(self) -> str:
        """The step to take in the same click, where free interview times exist (interpretation 5)."""
        wanted = self.cleaned_data["invite_now"] and times.free_slots(self.now, 1)
        return self._next.name if wanted else ""


class SlotForm(StepForm):
    """The times offered are exactly those accepted: both come from the same query. Of many, those from a day on."""

    beside = frozenset({"since"})
    SHOWN = 60
    since = DayField(label=_("From the day"), required=False)
    slot = forms.ChoiceField(
        label=_("Time (Astana time, UTC+5)"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a time."), "invalid_choice": _("This time is not free any more.")},
    )

    def prepare(self) -> None:
        offered = times.free_slots(self.now, times.SCANNED)
        self.all_days = list(Counter(local_day(slot.starts_at) for slot in offered).items())
        self.since_day = as_day(str((self.data if self.is_bound else self.initial).get("since") or ""))
        self.free = [slot for slot in offered if not self.since_day or local_day(slot.starts_at) >= self.since_day]
        self.free = self.free[: self.SHOWN]
        chosen = [slot for slot in offered if str(slot.pk) == self.data.get("slot") and slot not in self.free]
        self.offer("slot", [(str(s.pk), self._words(s)) for s in [*self.free, *chosen]])

    @property
    def since_wrong(self) -> bool:
        """What stands in the address is no day: the times are shown from the first one on."""
        return not self.is_bound and bool(self.initial.get("since")) and self.since_day is None

    def days(self) -> list[tuple[date, list[Slot]]]:
        """The same times by their day in Almaty, for the calendar on the page."""
        by_day: dict[date, list[Slot]] = {}
        for slot in self.free:
            by_day.setdefault(local_day(slot.starts_at), []).append(slot)
        return list(by_day.items())

    @staticmethod
    def _words(slot: Slot) -> str:
        return f"{date_format(timezone.localtime(slot.starts_at), 'l')}, {moments.moment(slot.starts_at)}"

    def clean_slot(self) -> Slot:
        try:
            return _free(self.cleaned_data["slot"], self.now)
        except Slot.DoesNotExist as error:
            raise forms.ValidationError(str(self.step.conflict)) from error


class CancelInterviewForm(StepForm):
    warning = _(
        "The time goes back to the calendar, where another applicant may take it. Afterwards you choose a new one."
    )

    def prepare(self) -> None:
        """Shows before the step what it costs, while the order's end is near."""
        order = endings.ending_for(self.case, local_day(self.now))
        way = endings.way_after(str(self.step.target), order) if order and order.near else None
        if order and way:
            cost = _(
                "If every step that is left then takes its whole term, your petition is signed by {ready}; the order "
                "accepts applications until {until}."
            )
            words = format_lazy(cost, ready=in_words(way.ready_on), until=in_words(order.file_until))
            self.warning = format_lazy("{warning} {words}", warning=self.warning, words=words)


class MoveInterviewForm(SlotForm):
    """By the reviewer: to a time that is offered, with the reason, which the applicant reads in the case."""

    own_page = True
    text = TextArea(label=_("Reasons in Russian"), rows=2, required=False)
    text_kk = TextArea(label=_("Reasons in Kazakh"), rows=2, required=False)
    warning = _("The applicant and those who interview are notified at once, and get the new time for their calendars.")

    def prepare(self) -> None:
        super().prepare()
        del self.fields["since"]
        ask_for_reasons(self)
        self.order_fields(["version", "draft", "slot"])


def _free(pk: str, now: datetime) -> Slot:
    """The slot that is still to come and free. Raises Slot.DoesNotExist otherwise."""
    return Slot.objects.get(pk=UUID(pk), starts_at__gt=now, case__isnull=True)


class ReopenForm(StepForm):
    cause = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("no_show", _("The applicant did not appear")), ("moved", _("The interview has to be moved"))],
        error_messages={"required": _("Choose the reason.")},
    )
    text = TextArea(label=_("Note"), required=False, rows=2)


class ProfessionInput(ListedInput):
    """Offers the list; a part of the name finds it."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self.names = names

    def offered(self) -> list[str]:
        return self.names


class SignPetitionForm(StepForm):
    """Of the list in force, by name or code; in words while no list is entered, which the page says."""

    profession = LettersLine(
        letters.CYRILLIC,
        max_length=200,
        help_text=_("Stands in the petition as entered; the list is that of order № 49 of 20 February 2023."),
    )
    warning = _("The petition is sent to the applicant at once.")

    def prepare(self) -> None:
        self.listed = professions.in_force(self.today)
        if not self.listed:
            self.warning = format_lazy("{} {}", professions.NO_LIST, SignPetitionForm.warning)
            return
        self.fields["profession"] = TextLine(
            label=self.fields["profession"].label,
            max_length=230,
            widget=ProfessionInput([str(row) for row in self.listed]),
            help_text=_("Type a part of the name, or the code, and choose one of the list of order № 49."),
        )
        if not all(row.confirmed for row in self.listed):
            self.warning = format_lazy("{} {}", professions.NOT_CONFIRMED, SignPetitionForm.warning)

    def facts(self) -> PetitionSignature:
        typed: str = self.cleaned_data["profession"]
        row = professions.matching(typed, self.listed)
        if row is None:
            return PetitionSignature(profession=typed)
        return PetitionSignature(profession=row.name_ru, profession_kk=row.name_kk, code=row.code)
