"""What of a case's file may be attached or changed now, and whether it is still as it was seen."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cases.engine.people import owners
from cases.engine.steps import papers
from cases.engine.writing.locking import ensure_help
from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.law.errors import NotFoundError, NotNowError
from cases.law.places import May
from cases.law.titles import HEARING, rules_of
from cases.models import Case, Document, Helper, User

CHANGED = _("The list of files has changed in the meantime. Look at it again.")


def attachable(case: Case, user: User) -> list[str]:
    """Kinds of documents `user` may attach or replace now, in the order of the edition's list."""
    if May.HEAR in case.place.may and case.helper is None:
        return _papers_of_the_hearing(case, user)
    mine = May.ATTACH in case.place.may and case.place.waits_on == user.role
    proofs = case.place.proofs if user.role == Role.APPLICANT and case.helper is None else ""
    lists = (case.place.documents if mine else "", proofs)
    rules = [r for key in lists for r in rules_of(case, key) if r.source in ("applicant", "clerk")]
    return [r.kind for r in rules if case.dossier.may_change(r.kind)]


def _papers_of_the_hearing(case: Case, user: User) -> list[str]:
    """The person's to the objection, the official's to the protocol (art. 73, 74 of the АППК)."""
    side = {Role.APPLICANT.value: "applicant", case.place.waits_on: "official"}.get(user.role)
    return [r.kind for r in rules_of(case, HEARING) if r.source == side]


def every_attachable(case: Case, user: User) -> set[str]:
    """Also what has no place in a list of a stage, and goes with a step: a helper takes none."""
    if case.helper is not None:
        return set(attachable(case, user))
    return {*attachable(case, user), *papers.attachable_kinds(case, user)}


def ensure_attachable(pk: UUID, user: User, now: datetime, kind: str) -> Case:
    case = _seen_by(pk, user)
    case.read_under(case.dossier.intake_edition(local_day(now)))
    if kind not in every_attachable(case, user):
        raise NotNowError(_("This document cannot be changed now."))
    if blocked := owners.blocking(case, user, now):
        raise NotNowError(blocked[0])
    return case


def _seen_by(pk: UUID, user: User) -> Case:
    """Raises NotFoundError, NoHelpError."""
    rows = Case.objects.filter(pk=pk)
    case: Case | None = rows.visible_to(user).first()
    if case is None and (helper := Helper.latest(pk, user)):
        ensure_help(helper, Helper.FILL)
        case = rows.get()
        case.helper = helper
    if case is None:
        raise NotFoundError
    return case


def unchanged(case: Case, kind: str, seen: UUID) -> Document:
    document = case.dossier.documents.get(kind)
    if document is None or document.pk != seen:
        raise NotNowError(CHANGED)
    return document


def retire(document: Document | None, now: datetime) -> None:
    if document is not None:
        document.current, document.retired_at = False, now
        document.save(update_fields=["current", "retired_at"])
