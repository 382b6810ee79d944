"""The wording of the consent of п. 4, clause by clause, as an administrator keeps it (`ConsentClause`)."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.law.regulations import Edition
from cases.models import ConsentClause
from cases.models.reference import localised
from cases.programmes.nomad.shape import SHAPE

NAMES = (*SHAPE.bodies, "order", "bin")
"""What a text may name in braces."""


def paragraphs(law: Edition) -> list[str]:
    """In the active language; [] where no clause is set up, and then nobody can consent."""
    names = {key: str(body.name) for key, body in law.bodies.items()} | {"order": law.number}
    unknown = _("(to be entered by the administrator)")
    rows = ConsentClause.objects.filter(active=True).order_by("position", "code")
    return [_filled(localised(row, "text"), names | {"bin": row.bin or unknown}) for row in rows]


UNFINISHED = gettext_lazy(
    "The office has to complete its own details first: the consent does not name its operator with name and BIN. "
    "Nobody can consent until then. Please tell the portal's administrator."
)


def unfinished() -> Promise | None:
    """Why nobody can consent yet; a demonstration may go on without the number."""
    return UNFINISHED if not settings.DEMO and ConsentClause.operator_faults() else None


def _filled(text: str, names: Mapping[str, str]) -> str:
    return text.format_map(names)


def ensure_sound(text: str) -> None:
    """Raises ValidationError for a text that names what nobody knows."""
    try:
        _filled(text, dict.fromkeys(NAMES, ""))
    except (KeyError, ValueError, IndexError, AttributeError) as error:
        known = ", ".join(f"{{{name}}}" for name in NAMES)
        raise ValidationError(_("In braces only these names may stand: %(names)s.") % {"names": known}) from error
