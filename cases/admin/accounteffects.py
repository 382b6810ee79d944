"""What a change of an account does: to the cases of the person, and to how the person signs."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.admin import effects
from cases.engine.people import owners
from cases.models import User


def of_account(user: User, after: User) -> list[str]:
    """Cases that the person works on, and that another post would not leave to them; how the person signs."""
    return [*_left_behind(user, after), *_signature(user, after)]


def _left_behind(user: User, after: User) -> list[str]:
    stays = after.is_active and (user.role, user.city_id, user.body) == (after.role, after.city_id, after.body)
    number = 0 if stays else effects.number_of(owners.open_rows().filter(user=user))
    if not number:
        return []
    words = ngettext(
        "%(n)s case that this person works on goes back to the queue.",
        "%(n)s cases that this person works on go back to the queue.",
        number,
    )
    return [words % {"n": effects.figure(number)}]


def _signature(user: User, after: User) -> list[str]:
    sentences = []
    if user.iin != after.iin:
        sentences.append(
            _(
                "Signatures that were made stay valid as they are; from now on only a certificate with the IIN that is "
                "entered here signs for this person."
            )
        )
    if after.signs_by_delegation and not user.signs_by_delegation:
        sentences.append(_("The person signs from now on only while a signer delegates it."))
    if user.signs_by_delegation and not after.signs_by_delegation:
        sentences.append(_("The person signs from now on by a right of signature of his or her own."))
    return sentences
