from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.person import LONGEST_NAME, Person
from cases.models.row import Row, user_link
from cases.values.names import joined


class NameCorrection(Row):
    """A correction of the name that a person requested, and what was decided. Rows stay for the record.

    The parts of the name are as the passport has them.
    """

    ASKED, ACCEPTED, REFUSED = "asked", "accepted", "refused"
    STATES = [(ASKED, _("waits for a decision")), (ACCEPTED, _("accepted")), (REFUSED, _("refused"))]

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False, verbose_name=_("person"))
    was = models.JSONField(_("as it was"), default=dict)
    """The three parts at the time of the request."""
    surname = models.CharField(_("surname"), max_length=LONGEST_NAME)
    given_names = models.CharField(_("given names"), max_length=LONGEST_NAME, blank=True)
    patronymic = models.CharField(_("patronymic (if any)"), max_length=LONGEST_NAME, blank=True)
    why = models.TextField(_("what is wrong"), max_length=1000)
    asked_by = user_link(verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"))
    state = models.CharField(_("state"), max_length=8, choices=STATES, default=ASKED)
    decided_by = user_link(verbose_name=_("decided by"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.TextField(_("reason of the decision"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("correction of a name")
        verbose_name_plural = _("corrections of names")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="asked"), name="namecorrection_one_asked"
            )
        ]
        indexes = [models.Index(fields=["person", "-id"], name="namecorrection_person")]

    def __str__(self) -> str:
        return f"{self.wanted} ({self.get_state_display()})"

    @property
    def wanted(self) -> str:
        return joined(self.surname, self.given_names, self.patronymic)

    @property
    def before(self) -> str:
        return joined(*(str(self.was.get(name, "")) for name in ("surname", "given_names", "patronymic")))
