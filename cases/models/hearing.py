from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import LogRow, case_link, user_link

if TYPE_CHECKING:
    from cases.models.document import Document


class HearingEntry(LogRow):
    """One record of a hearing before an act against the person (art. 73, 74 of the АППК), in the order in which they
    came."""

    NOTICE, OBJECTION, REQUEST, WAIVER = "notice", "objection", "request", "waiver"
    PROTOCOL, ANSWER, DROPPED, EXCEPTION = "protocol", "answer", "dropped", "exception"
    MOVED, CORRECTED = "moved", "corrected"
    KINDS = [
        (NOTICE, _("notice of the preliminary decision")),
        (OBJECTION, _("objection")),
        (REQUEST, _("request to be heard by video")),
        (WAIVER, _("hearing waived")),
        (MOVED, _("another hour of the hearing")),
        (PROTOCOL, _("protocol of the hearing")),
        (CORRECTED, _("protocol of the hearing, corrected")),
        (ANSWER, _("answer to the objections")),
        (DROPPED, _("proposed refusal dropped")),
        (EXCEPTION, _("why there is no hearing")),
    ]
    case = case_link("hearing_entries")
    act = models.CharField(_("before the act"), max_length=40)
    """The step of the act."""
    kind = models.CharField(_("what"), max_length=12, choices=KINDS)
    text = models.TextField(_("words"), blank=True)
    text_kk = models.TextField(_("words in Kazakh"), blank=True, default="", db_default="")
    grounds = models.JSONField(_("grounds"), default=list)
    """Codes of `Ground`: of a notice those proposed, of an exception those of the law."""
    held_at = models.DateTimeField(_("day and hour of the hearing"), null=True)
    """Of a notice, and of another hour: when the person can be heard; of a protocol: when he was."""
    ended_at = models.DateTimeField(_("end of the hearing"), null=True)
    """Of a protocol: until when."""
    place = models.CharField(_("place or link"), max_length=300, blank=True)
    """Where, or the link of the video meeting."""
    present = models.CharField(_("who was present"), max_length=500, blank=True)
    """Who was there."""
    why = models.TextField(_("why it was corrected"), blank=True, default="", db_default="")
    """Why a protocol was corrected."""
    named_at = models.DateTimeField(_("hour that was named"), null=True)
    """Of a protocol that states another hour than the one the person was notified of: which that was."""
    otherwise = models.TextField(_("why it was held at another hour"), blank=True, default="", db_default="")
    late = models.BooleanField(_("after its last day"), default=False)
    """An objection after its last day."""
    document: models.ForeignKey[Any, Any] = models.ForeignKey(
        "cases.Document", models.PROTECT, verbose_name=_("file"), related_name="+", null=True, db_index=False
    )
    """Its file."""
    by = user_link(verbose_name=_("by whom"), null=True)
    at = models.DateTimeField(_("when"))

    struck = False
    """Of a protocol read with the others of its case: a later entry has put it right (`Dossier.hearing_entries`)."""
    fallen = False
    """Of an answer read so: its act is set aside."""

    class Meta:
        verbose_name = _("entry of a hearing")
        verbose_name_plural = _("entries of hearings")
        indexes = [models.Index(fields=["case", "id"], name="hearing_case")]

    def __str__(self) -> str:
        return f"{self.act}: {self.kind}"


@dataclass(frozen=True, slots=True)
class Hearing:
    """The last hearing before one act, from its notice on."""

    notice: HearingEntry
    entries: tuple[HearingEntry, ...]
    """Oldest first, without the notice."""
    earlier: tuple[HearingEntry, ...] = ()
    """Objections to proposals that were dropped, and protocols, which no act has answered yet. To drop a proposal and
    make it again removes nobody's objection."""

    def _of(self, kind: str) -> tuple[HearingEntry, ...]:
        return tuple(entry for entry in self.entries if entry.kind == kind)

    @property
    def _set(self) -> HearingEntry:
        """What has named the hour last."""
        return next(reversed(self._of(HearingEntry.MOVED)), self.notice)

    @property
    def held_at(self) -> datetime | None:
        """When the person can be heard."""
        return self._set.held_at

    @property
    def place(self) -> str:
        return self._set.place

    @property
    def objections(self) -> tuple[HearingEntry, ...]:
        return self._of(HearingEntry.OBJECTION)

    @property
    def protocols(self) -> tuple[HearingEntry, ...]:
        """Each in its newest version: the correction, where there is one."""
        return tuple(self._as_corrected(entry) for entry in self._of(HearingEntry.PROTOCOL))

    def _as_corrected(self, protocol: HearingEntry) -> HearingEntry:
        return next((entry for entry, first in corrections(self.entries) if first is protocol), protocol)

    def new_paper(self, document: Document | None) -> Document | None:
        """The document, if it came since the notice and goes with no entry yet: each file is of one word alone."""
        if document is None or document.uploaded_at < self.notice.at:
            return None
        return None if document.pk in {entry.document_id for entry in self.entries} else document

    @property
    def current_protocols(self) -> tuple[HearingEntry, ...]:
        """The protocols of the hour that is named now: one of before it, or of an hour that was moved since, ends
        nothing."""
        hour = self.held_at
        return tuple(e for e in self.protocols if hour is None or (e.held_at is not None and e.held_at >= hour))

    @property
    def has_words(self) -> bool:
        """Whether the person has stated anything that the act has to answer."""
        return bool(self.objections or self.protocols or self.earlier)

    @property
    def answer(self) -> HearingEntry | None:
        """The last: after a ruling the act may be made a second time."""
        return next(reversed(self._of(HearingEntry.ANSWER)), None)

    @property
    def open_request(self) -> HearingEntry | None:
        """The request to be heard in person, unless it was waived since, or the person was heard."""
        current = self.current_protocols
        earlier = [entry for entry in self._of(HearingEntry.PROTOCOL) if self._as_corrected(entry) not in current]
        return self._last_if(HearingEntry.REQUEST, HearingEntry.WAIVER, HearingEntry.PROTOCOL, but=earlier)

    @property
    def open_waiver(self) -> HearingEntry | None:
        """The word that the person will say nothing, unless something was stated since."""
        return self._last_if(HearingEntry.WAIVER, HearingEntry.REQUEST, HearingEntry.OBJECTION)

    @property
    def waivers(self) -> tuple[HearingEntry, ...]:
        """All of them, those too after which something was stated."""
        return self._of(HearingEntry.WAIVER)

    def _last_if(self, kind: str, *others: str, but: Sequence[HearingEntry] = ()) -> HearingEntry | None:
        """The last entry of `kind`, unless one of the others came after it, those of `but` left aside."""
        relevant = [entry for entry in self.entries if entry.kind in (kind, *others) and entry not in but]
        return relevant[-1] if relevant and relevant[-1].kind == kind else None

    @property
    def dropped(self) -> bool:
        return bool(self._of(HearingEntry.DROPPED))


def corrections(entries: Sequence[HearingEntry]) -> list[tuple[HearingEntry, HearingEntry]]:
    """(correction, the protocol that it puts right), the newest first; `entries`: oldest first. A correction is one of
    the last protocol before it."""
    pairs, protocol = list[tuple[HearingEntry, HearingEntry]](), None
    for entry in entries:
        if entry.kind == HearingEntry.PROTOCOL:
            protocol = entry
        elif entry.kind == HearingEntry.CORRECTED and protocol is not None:
            pairs.append((entry, protocol))
    return pairs[::-1]


def struck_protocols(entries: Sequence[HearingEntry]) -> set[Any]:
    """The keys of the protocols, and of corrections of them, that a later correction has put right."""
    pairs = corrections(entries)
    last = {first.pk: entry.pk for entry, first in reversed(pairs)}
    return {first.pk for _entry, first in pairs} | {entry.pk for entry, first in pairs if last[first.pk] != entry.pk}


def hearing_before(act: str, entries: Sequence[HearingEntry]) -> Hearing | None:
    """Of all entries of a case, oldest first; None where none was begun, or the proposal was dropped."""
    mine = [entry for entry in entries if entry.act == act]
    at = max((i for i, entry in enumerate(mine) if entry.kind == HearingEntry.NOTICE), default=None)
    if at is None:
        return None
    hearing = Hearing(mine[at], tuple(mine[at + 1 :]), _unanswered(mine[:at]))
    return None if hearing.dropped else hearing


def _unanswered(entries: Sequence[HearingEntry]) -> tuple[HearingEntry, ...]:
    answered = max((i for i, entry in enumerate(entries, 1) if entry.kind == HearingEntry.ANSWER), default=0)
    words = (HearingEntry.OBJECTION, HearingEntry.PROTOCOL, HearingEntry.CORRECTED)
    return tuple(entry for entry in entries[answered:] if entry.kind in words)
