from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from cases.law import regulations
from cases.law.actors import ActingBody, Actor
from cases.law.places import May, Place, place_of, states
from cases.models.person import SORTED_BY
from cases.models.queries import CaseQuerySet
from cases.models.row import Row, history

if TYPE_CHECKING:
    from cases.models.dossier import Dossier
    from cases.models.helper import Helper

CAME = Coalesce("filed_at", "submitted_at", "opened_at")
"""Since when a case is before the officials: the application, else the petition, else its beginning."""
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The place in the queue of a case without a running term: behind all that have one."""


class Case(Row):
    """One person's way through a programme. Moves only through `cases.engine.performing.perform`.

    `waits_on`, `due_at` and `queue_at` repeat what state and deadlines say, so that a queue is one index scan.
    """

    number = models.CharField(_("number"), max_length=30, unique=True)
    programme = models.CharField(_("programme"), max_length=20)
    person = models.ForeignKey("cases.Person", models.PROTECT, verbose_name=_("person"), related_name="cases")
    edition = models.CharField(_("edition"), max_length=60)
    petition_edition = models.CharField(
        _("edition of the petition"), max_length=60, blank=True, default="", db_default=""
    )
    based_on = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("earlier case"), related_name="+", null=True, blank=True
    )
    about_letter = models.ForeignKey(
        "cases.Letter", models.PROTECT, verbose_name=_("about the letter"), related_name="+", null=True, blank=True
    )
    """Of another case: the act that this one challenges."""
    about_term = models.ForeignKey(
        "cases.Deadline", models.PROTECT, verbose_name=_("about the term"), related_name="+", null=True, blank=True
    )
    """Of another case: the delay that this one challenges."""
    body = models.CharField(_("body"), max_length=12, choices=ActingBody.choices, blank=True, default="", db_default="")
    """Whose head the case waits for, where role and city do not say it."""
    city = models.ForeignKey("cases.City", models.PROTECT, verbose_name=_("city"), null=True, db_index=False)
    state = FSMField(_("state"), choices=states, protected=True, max_length=24)
    state_since = models.DateTimeField(_("in this state since"))
    waits_on = models.CharField(_("waits on"), max_length=12, choices=Actor.choices, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    due_at = models.DateTimeField(_("due"), null=True)
    queue_at = models.DateTimeField(default=NEVER, editable=False)
    sort_name = models.CharField(max_length=SORTED_BY, default="", db_default="", editable=False)
    """The person's name in Latin letters (`search_keys.sort_key`)."""
    one_at_a_time = models.BooleanField(default=True, db_default=True, editable=False)
    """What the programme says, repeated so that the database can enforce it."""
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True)

    profession = models.CharField(_("profession"), max_length=200, blank=True)
    profession_kk = models.CharField(_("profession (kk)"), max_length=200, blank=True, db_default="")
    profession_code = models.CharField(_("code of the profession"), max_length=20, blank=True, db_default="")
    submitted_at = models.DateTimeField(_("petition submitted"), null=True)
    language = models.CharField(
        _("language of the proceedings"),
        max_length=5,
        blank=True,
        default="",
        db_default="",
        choices=[("ru", "Русский"), ("kk", "Қазақша")],
    )
    """Fixed when the person files; "" where that person used the portal in neither of the two."""
    slot = models.OneToOneField(
        "cases.Slot", models.PROTECT, verbose_name=_("interview"), related_name="case", null=True
    )
    sent_to_ministry_at = models.DateTimeField(_("sent to the ministry"), null=True)
    petition_signed_at = models.DateTimeField(_("petition signed"), null=True)

    questionnaire = models.JSONField(_("questionnaire"), default=dict, blank=True)
    filed_at = models.DateTimeField(_("application filed"), null=True)
    mp_number = models.CharField(_("number in the migration police IS"), max_length=40, blank=True)
    checks_since = models.DateTimeField(null=True, editable=False)
    rework_round = models.PositiveSmallIntegerField(default=0, editable=False)
    approved_at = models.DateTimeField(_("preliminarily approved"), null=True)
    preliminary_number = models.CharField(_("number of the preliminary permit"), max_length=30, blank=True)
    arrived_on = models.DateField(_("arrived"), null=True)

    package_round = models.PositiveSmallIntegerField(default=0, editable=False)
    granted_at = models.DateTimeField(_("granted"), null=True)
    permit_number = models.CharField(_("number of the permit"), max_length=30, blank=True, default="", db_default="")
    residence_address = models.CharField(_("registered address"), max_length=300, blank=True)
    residence_on = models.DateField(_("registered on"), null=True)
    card_number = models.CharField(_("card number"), max_length=30, blank=True)
    card_issued_on = models.DateField(_("card issued on"), null=True)

    objects: ClassVar[Any] = CaseQuerySet.as_manager()
    history = history("sort_name")
    _read_under = ""
    helper: Helper | None = None
    """Under whose help, and not as its owner, whoever has opened the case reads it."""

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme"],
                condition=models.Q(closed_at__isnull=True, one_at_a_time=True),
                name="case_one_open_a_person",
            ),
            models.UniqueConstraint(
                fields=["about_letter"],
                condition=models.Q(closed_at__isnull=True),
                name="case_one_open_about_a_letter",
            ),
            models.UniqueConstraint(
                fields=["about_term"],
                condition=models.Q(closed_at__isnull=True),
                name="case_one_open_about_a_term",
            ),
            models.UniqueConstraint(
                fields=["preliminary_number"], condition=~models.Q(preliminary_number=""), name="case_preliminary"
            ),
            models.UniqueConstraint(
                fields=["permit_number"], condition=~models.Q(permit_number=""), name="case_permit"
            ),
        ]
        indexes = [
            models.Index(fields=["waits_on", "city", "queue_at", "id"], name="case_queue"),
            models.Index(fields=["state", "city", "queue_at", "id"], name="case_state"),
            # A list in another order than that of its terms: one index each, or a city would be sorted for a page.
            models.Index("waits_on", "city", CAME, "id", name="case_came"),
            models.Index(fields=["waits_on", "city", "sort_name", "id"], name="case_name"),
            models.Index(fields=["waits_on", "city", "state_since", "id"], name="case_since"),
            models.Index(fields=["waits_on", "city", "state", "queue_at", "id"], name="case_grouped"),
            models.Index(fields=["profession_code"], condition=~models.Q(profession_code=""), name="case_profession"),
            models.Index(fields=["mp_number"], condition=~models.Q(mp_number=""), name="case_mp_number"),
            # Where cases wait, and for how long (cases.reports).
            models.Index(
                fields=["state", "state_since", "city"],
                condition=models.Q(closed_at__isnull=True),
                name="case_waiting",
            ),
            # What partners ask for: what has moved since (cases.api).
            models.Index(fields=["state_since", "id"], condition=models.Q(filed_at__isnull=False), name="case_moved"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def place(self) -> Place:
        return place_of(self.state)

    @property
    def open(self) -> bool:
        return self.closed_at is None

    @property
    def about(self) -> Case | None:
        """The other case that this one is about."""
        about = self.about_letter or self.about_term
        return about.case if about else None

    @property
    def petition_names(self) -> dict[str, str]:
        """The profession as the petition has it, by language."""
        names = {"ru": self.profession, "kk": self.profession_kk}
        return {language: name for language, name in names.items() if name}

    @property
    def law(self) -> regulations.Edition:
        """The edition this case is bound to; before the application is filed, as `read_under` says."""
        return regulations.edition(self._read_under or self.edition)

    @property
    def petition_law(self) -> regulations.Edition:
        """The edition the petition was submitted under: its list and its letters stay with it (interpretation 7)."""
        if May.CONSENT in self.place.may:
            return self.law
        return regulations.edition(self.petition_edition or self.edition)

    def read_under(self, edition: regulations.Edition | None) -> None:
        """Read what is not filed yet under the order it would be filed under today; changes no field."""
        if edition is not None and May.PREPARE in self.place.may:
            self._read_under = edition.key

    @cached_property
    def dossier(self) -> Dossier:
        from cases.models.dossier import Dossier

        return Dossier(self)

    def forget_dossier(self) -> None:
        """After a write: what was loaded of the file is read again."""
        self.__dict__.pop("dossier", None)

    def shown_in(self, state: str) -> None:
        """Puts a copy, which is displayed and never saved, into `state`: the field is protected in a copy as well."""
        self.__dict__["state"] = str(state)

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Case] | None = None,
    ) -> None:
        """Reload, the protected state too; the library's own way would unprotect it for the whole process."""
        stored = self.__dict__.pop("state", None)
        self.forget_dossier()
        try:
            super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        finally:
            if stored is not None:
                self.__dict__.setdefault("state", stored)

    def get_deferred_fields(self) -> set[str]:
        """`refresh_from_db` hides the state for a moment; it must not be taken for a deferred field then."""
        return super().get_deferred_fields() - {"state"}

    @classmethod
    def tracked(cls) -> Collection[str]:
        """What its steps change: all fields but the one that follows the person."""
        return [f.attname for f in cls._meta.concrete_fields if f.attname != "sort_name"]
