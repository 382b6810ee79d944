"""Who acts in an order and who looks on: the words that models, engine and programmes share.

Source: joint order № 241/НҚ – № 301 of 2026, п. 2–4; the official names follow its text.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Actor(TextChoices):
    """Those who move a case. `CLOCK` is the portal itself."""

    APPLICANT = "applicant", _("Applicant")
    SCREENER = "screener", _("Astana Hub reviewer")
    SIGNER = "signer", _("Ministry signer")
    OFFICER = "officer", _("Migration officer")
    CLERK = "clerk", _("Public service centre clerk")
    CLOCK = "clock", _("The portal's clock")


class Role(TextChoices):
    """What a signed-in person may be; the first five are the actors of the same name."""

    APPLICANT = Actor.APPLICANT.value, Actor.APPLICANT.label
    SCREENER = Actor.SCREENER.value, Actor.SCREENER.label
    SIGNER = Actor.SIGNER.value, Actor.SIGNER.label
    OFFICER = Actor.OFFICER.value, Actor.OFFICER.label
    CLERK = Actor.CLERK.value, Actor.CLERK.label
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


Readers = frozenset[Role]
EVERYBODY: Readers = frozenset({Role.APPLICANT, Role.SCREENER, Role.SIGNER, Role.OFFICER, Role.CLERK})
"""Who takes part in a case. The auditor reads everything besides, the administrator no case file."""
OFFICE: Readers = frozenset({Role.OFFICER})
"""The migration service, which alone checks and decides (п. 13–16, 22)."""
HUB: Readers = frozenset({Role.SCREENER, Role.SIGNER})
"""Those who work on the petition: АКФ ПИТ passes the interview's result to the ministry (п. 7), and to nobody else."""
CITY_ACTORS = frozenset({Actor.OFFICER, Actor.CLERK})
"""Actors bound to one city (п. 2(4), 21): they see no case of another."""
