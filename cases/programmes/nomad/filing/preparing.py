"""What is prepared besides documents: the consent (п. 4), the анкета and the city (п. 10)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.engine.writing import amend
from cases.engine.writing.locking import lock_in, lock_to_fill
from cases.law.calendar import local_day
from cases.law.errors import NotNowError
from cases.law.places import May, states_where
from cases.models import Case, City, Consent, QuestionnaireForm, User
from cases.programmes.nomad.consents import consent_text
from cases.programmes.nomad.filing.repeats import same_answers


def give_consent(pk: UUID, user: User, now: datetime, text: str, *, request_id: str = "") -> Case:
    """Record consent to processing with the wording of the page (п. 4). NotNowError while that names no operator."""
    if why := consent_text.unfinished():
        raise NotNowError(why)
    with transaction.atomic():
        case = lock_today(pk, user, states_where(May.CONSENT), now)
        if not case.dossier.has_current_consent("processing"):
            Consent.objects.create(case=case, purpose="processing", given=True, at=now, text=text)
            amend(case, user, now, "consent", {}, request_id=request_id)
        return case


def lock_today(pk: UUID, user: User, states: Collection[str], now: datetime) -> Case:
    """As `lock_in`; what is still to be filed is prepared under the order of today (interpretation 7)."""
    return _today(lock_in(pk, user, states), now)


def lock_to_fill_today(pk: UUID, user: User, states: Collection[str], now: datetime) -> Case:
    """The same for a helper too."""
    return _today(lock_to_fill(pk, user, states), now)


def _today(case: Case, now: datetime) -> Case:
    case.read_under(case.dossier.intake_edition(local_day(now)))
    return case


def fill_questionnaire(
    pk: UUID, user: User, now: datetime, version: str, answers: dict[str, Any], complete: bool, *, request_id: str = ""
) -> Case:
    """Keep the answers of the анкета (п. 10(5)); `complete` when every required one is there and sound."""
    return amend_questionnaire(pk, user, now, version, lambda _case: (answers, complete), request_id=request_id)


def amend_questionnaire(
    pk: UUID,
    user: User,
    now: datetime,
    version: str,
    fill: Callable[[Case], tuple[dict[str, Any], bool]],
    *,
    request_id: str = "",
) -> Case:
    """`fill` gives answers and `complete` for the case as it is under the lock, so that of two tabs that save at
    once each sees what the other has saved."""
    with transaction.atomic():
        case = lock_to_fill(pk, user, states_where(May.FILL))
        if not case.dossier.may_change("questionnaire"):
            raise NotNowError(_("The questionnaire was not returned, so it cannot be changed."))
        answers, complete = fill(case)
        if case.helper:
            _ensure_personal_kept(case, version, answers)
        filled = {"version": version, "answers": answers, "complete": complete, "saved_at": now.isoformat()}
        if same_answers(case, filled):
            return case
        facts = {"questionnaire": complete} | ({"answers": _changed(case, answers)} if case.helper else {})
        return amend(case, user, now, "edit", facts, request_id=request_id, questionnaire=filled)


def _changed(case: Case, answers: dict[str, Any]) -> list[str]:
    """Keys of the questions answered otherwise than they were."""
    before = case.questionnaire.get("answers", {})
    return [key for key in {**before, **answers} if before.get(key, "") != answers.get(key, "")]


def _ensure_personal_kept(case: Case, version: str, answers: dict[str, Any]) -> None:
    """A helper consents and declares nothing for the person. Raises NotNowError."""
    schema, before = QuestionnaireForm.objects.get(pk=version), case.questionnaire.get("answers", {})
    if any(answers.get(key, "") != before.get(key, "") for key in schema.personal_keys):
        raise NotNowError(_("The person alone answers this, after signing in: nobody agrees or declares for another."))


def choose_city(pk: UUID, user: User, now: datetime, city: City, *, request_id: str = "") -> Case:
    """The department that decides (п. 10); fixed once the application is filed."""
    with transaction.atomic():
        case = lock_today(pk, user, states_where(May.CHOOSE_CITY), now)
        if city.code not in case.law.cities or not city.is_in_use_on(local_day(now)):
            raise NotNowError(_("This edition of the order does not work in that city."))
        if case.city_id == city.code:
            return case
        return amend(case, user, now, "edit", {"city": city.code}, request_id=request_id, city=city)
