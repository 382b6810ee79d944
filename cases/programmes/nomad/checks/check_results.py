"""What the result of a check is called, by its kind: the same words in panels, forms, timeline, admin and papers."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Pair = tuple[Promise, Promise]
"""For a result that speaks for the person, and for one that does not."""

CROSSING: Pair = (_("Border crossing found"), _("No border crossing found"))
OTHERS: Pair = (_("Nothing against"), _("There is something against"))
PAIRS: dict[str, Pair] = {"knb": (_("Approved"), _("Not approved")), "arrival": CROSSING}
"""By kind of check; OTHERS for the rest. КНБ approves or does not (п. 15), the data banks hold something or do not."""


def words_for(kind: str) -> Pair:
    return PAIRS.get(kind, OTHERS)


_FOR = re.compile(
    r"(?<!не )(?<!не)согласован|нет возражений|не возража|no objection|(?<!not )approved|келісілді|қарсы емес"
)
_AGAINST = re.compile(
    r"не\s?согласов|отказ|(?<!не )(?<!нет )возраж(?!ений нет)|отклон|в розыске|розыск объявлен|угроз|not approved"
    r"|refus|denied|wanted|(?<!no )objection|келісілме|бас тарт|қарсы(?! емес)|іздеуде|қауіп төн"
)
"""Words that answer by themselves, for or against; who means them otherwise says so once more."""


def contradicts(clear: bool, text: str) -> bool:
    """Whether the words beside a result seem to say the contrary."""
    small = " ".join(text.casefold().split())
    against, favours = bool(_AGAINST.search(small)), bool(_FOR.search(small))
    return against if clear else favours and not against


def choices(kind: str = "") -> list[tuple[str, Promise]]:
    """For a form whose answers are "yes" and "no"."""
    return list(zip(("yes", "no"), words_for(kind), strict=True))
