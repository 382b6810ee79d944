"""The wording of the consent of п. 4, clause by clause, as an administrator keeps it (`ConsentClause`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.law.regulations import Edition
from cases.models import ConsentClause
from cases.models.reference import localised
from cases.programmes.nomad.shape import SHAPE
from cases.values.bin import bin_fault

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
NO_NUMBER = gettext_lazy("The BIN is missing.")
NO_NAME = gettext_lazy(
    "Before {bin} this text names nobody: write the operator's name after a colon, in words, or a body in braces."
)
NOT_NAMED = gettext_lazy("This text leaves out the BIN, which the other language names: write {bin}.")


def unfinished() -> Promise | None:
    """Why nobody can consent yet; a demonstration may go on without the number."""
    return UNFINISHED if not settings.DEMO and operator_faults() else None


def operator_faults() -> list[tuple[str, Promise]]:
    """(code of the clause, what is wrong) of all clauses in use that name the operator."""
    return [(row.code, why) for row in ConsentClause.of_operator() for _field, why in faults_of(vars(row))]


def faults_of(values: Mapping[str, Any]) -> Iterator[tuple[str, Promise]]:
    """(field, what is wrong) of a clause that names the operator: a BIN that is one, and a name in words before it, in
    Russian and in Kazakh."""
    texts = {name: str(values.get(name) or "") for name in ("text_ru", "text_kk", "text_en")}
    number = str(values.get("bin") or "")
    if number and (why := bin_fault(number)):
        yield "bin", why
    if not any(_BIN in text for text in texts.values()):
        return
    if not number:
        yield "bin", NO_NUMBER
    for name in ("text_ru", "text_kk"):
        if _BIN not in texts[name]:
            yield name, NOT_NAMED
        elif not _names_somebody(texts[name]):
            yield name, NO_NAME


_BIN = "{bin}"
_BODIES = tuple(f"{{{key}}}" for key in SHAPE.bodies)
_NO_NAMES = frozenset({"бин", "бсн", "bin"})


def _names_somebody(text: str) -> bool:
    """Between the colon and the number stands a body of the edition, or a name: two words, in Cyrillic letters."""
    before, colon, named = text.partition(_BIN)[0].rpartition(":")
    if any(body in (named if colon else before + named) for body in _BODIES):
        return True
    words = [word for word in _WORD.findall(named) if word.casefold() not in _NO_NAMES]
    return bool(colon) and len(words) >= 2


_WORD = re.compile(r"[Ѐ-ӿ]{2,}")


def _filled(text: str, names: Mapping[str, str]) -> str:
    return text.format_map(names)


def ensure_sound(text: str) -> None:
    """Raises ValidationError for a text that names what nobody knows."""
    try:
        _filled(text, dict.fromkeys(NAMES, ""))
    except (KeyError, ValueError, IndexError, AttributeError) as error:
        known = ", ".join(f"{{{name}}}" for name in NAMES)
        raise ValidationError(_("In braces only these names may stand: %(names)s.") % {"names": known}) from error
