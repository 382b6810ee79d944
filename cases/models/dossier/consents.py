"""Each consent given, declined or withdrawn (п. 4, annex)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import cached_property

from cases.law.calendar import local_day
from cases.law.places import May
from cases.models.consent import Consent
from cases.models.dossier.orders import OrdersRead
from cases.models.prepared import prepared


@prepared
def _of_case(case: UUID) -> QuerySet[Consent]:
    return Consent.objects.filter(case=case).select_related("document").order_by("id")


class ConsentsRead(OrdersRead):
    @cached_property
    def consents(self) -> list[Consent]:
        """Each consent given, declined or withdrawn, in the order in which that was recorded."""
        return _of_case(self.case.pk)

    @property
    def _consents(self) -> dict[str, tuple[bool, datetime]]:
        """By purpose, whether the latest entry gives consent, and its moment."""
        return {row.purpose: (row.given, row.at) for row in self.consents}

    def withdrawn_at(self, purpose: str) -> datetime | None:
        """When the consent for this purpose was withdrawn or declined; None while it is in force, or was never
        given."""
        consented, at = self._consents.get(purpose, (True, None))
        return None if consented else at

    def withdrawn_since(self, purpose: str, moment: datetime) -> bool:
        """Whether a consent of that moment was withdrawn later."""
        at = self.withdrawn_at(purpose) if purpose else None
        return at is not None and at > moment

    def has_current_consent(self, purpose: str) -> bool:
        """Consented, and, where the place still requires it, in the wording of the order that is filed under: it names
        its own bodies."""
        return self.has_consented(purpose) and not self.consent_outdated(purpose)

    def consent_outdated(self, purpose: str) -> bool:
        """The order has changed between the consent and the filing."""
        if May.CONSENT not in self.case.place.may or not self.has_consented(purpose):
            return False
        days = local_day(self._consents[purpose][1]), local_day(self.case.opened_at)
        law = self.intake_edition(days[0]) or self.intake_edition(days[1])
        return law is not None and law.key != self.case.law.key

    def has_consented(self, purpose: str) -> bool:
        """Whether consent for this purpose was given in the portal; "" is no purpose."""
        return bool(purpose) and self._consents.get(purpose, (False,))[0]
