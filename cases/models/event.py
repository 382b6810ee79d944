from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.law.actors import EVERYBODY, Actor, Readers, Role
from cases.law.names import KNOWN
from cases.law.places import states
from cases.models.exchange import displayed_name
from cases.models.row import LogRow, case_link, user_link
from cases.values import moments


class Event(LogRow):
    """One performance of a step: who, when, from, to, why. Written once, never changed."""

    case = case_link("events", db_constraint=False)
    at = models.DateTimeField(_("when"))
    step = models.CharField(_("step"), max_length=40)
    actor = models.CharField(_("acting as"), max_length=12, choices=Actor.choices)
    user = user_link(null=True, db_constraint=False)
    user_name = models.CharField(_("name"), max_length=200, blank=True)
    source = models.CharField(_("from"), max_length=24, choices=states, blank=True)
    target = models.CharField(_("to"), max_length=24, choices=states)
    paragraph = models.CharField(_("paragraph"), max_length=10, blank=True)
    facts = models.JSONField(_("facts"), default=dict)
    version = models.PositiveIntegerField(_("version of the case"))
    request_id = models.CharField(_("request"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["case", "id"], name="event_case"),
            # What happened in a period (cases.reports).
            models.Index(fields=["step", "at"], name="event_step_at"),
            # The journals of an auditor: by day, and of one person.
            models.Index(fields=["at"], name="event_at"),
            models.Index(fields=["user", "id"], name="event_user"),
        ]

    CORRECTION_WAITS, CORRECTION_TAKEN_BACK = "correction_waits", "correction_taken_back"
    ACT_DRAFTED, ACT_SENT_BACK = "act_drafted", "act_sent_back"
    IDENTITY_CONFIRMED = "identity_confirmed"
    OTHER = {
        "open": _("Case opened"),
        "edit": _("Data changed"),
        "attach": _("Document attached"),
        "detach": _("Document taken out"),
        "infected": _("A virus was found in a document"),
        IDENTITY_CONFIRMED: _("The person has confirmed a difference in his or her data"),
        "helper_invited": _("A helper is invited"),
        "helper_joined": _("The helper has accepted"),
        "helper_ended": _("The help is ended"),
        CORRECTION_WAITS: _("A correction is entered: another official confirms it"),
        CORRECTION_TAKEN_BACK: _("A correction was taken back"),
        ACT_DRAFTED: _("An act is drafted: another official approves it"),
        ACT_SENT_BACK: _("The draft of an act was sent back"),
        "calendar": _("Terms counted again: the working calendar has changed"),
        "signature_revoked": _("Alarm: a signer's certificate was revoked before signing"),
    }
    """Events that are no step, whatever the programme: each may have others (`cases.law.names`)."""

    READERS: ClassVar[dict[str, Readers]] = dict.fromkeys((ACT_DRAFTED, ACT_SENT_BACK), EVERYBODY - {Role.APPLICANT})
    """Who reads such an event, where not all who see the case do."""

    def __str__(self) -> str:
        return f"{self.label} {moments.moment(self.at)}"

    @property
    def label(self) -> str:
        return self.label_of(self.step)

    @property
    def name_in_words(self) -> str:
        """The person, or the system in the reader's language; "" for the clock."""
        return displayed_name(self.user_name)

    @classmethod
    def label_of(cls, name: str) -> str:
        """Of a step or another event; the name itself where no programme knows it any more."""
        return str(KNOWN["steps"].get(name) or KNOWN["events"].get(name) or cls.OTHER.get(name, name))
