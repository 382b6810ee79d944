"""Each ground rests on a fact recorded in the case; each returned document on a reason (п. 12, 19, 24)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.conditions import Demand, Faults
from cases.engine.steps.proceedings import fields_of, in_order
from cases.engine.steps.wordings import text_faults
from cases.law.calendar import local_day
from cases.law.titles import list_at, rules_of
from cases.programmes.nomad.facts import (
    RefusalReasons,
    Return,
)
from cases.programmes.nomad.reasons import needs
from cases.values import wording

if TYPE_CHECKING:
    from cases.models import Case, Ground


def grounds_fit(kind: str, by: str = "") -> Demand:
    """Each ground is in use, and none is contradicted by what the case's file holds. `by`: the actor who names them."""

    def check(case: Case, now: datetime, facts: RefusalReasons) -> Faults:
        known = {g.code: g for g in case.dossier.grounds(kind, local_day(now), by)}
        wrong: Faults = [] if facts.grounds else [("grounds", _("Choose at least one ground."))]
        wrong += [("grounds", why) for code in facts.grounds if (why := _misfit(case, now, known.get(code)))]
        chosen = [known[code] for code in facts.grounds if code in known]
        texts = [(name, text) for name in fields_of("text").values() if (text := getattr(facts, name))]
        return wrong + [(n, why) for n, text in texts for g in chosen if (why := _only_repeated(text, g))]

    return Demand("grounds_fit", _("each ground rests on a fact recorded in the case"), check)


def misfits(case: Case, now: datetime, grounds: Iterable[Ground]) -> dict[str, Promise | str]:
    """By code, why a ground does not fit this case."""
    reasons = {ground.code: needs.why_not(case, now, ground.needs) for ground in grounds}
    return {code: why for code, why in reasons.items() if why}


def _misfit(case: Case, now: datetime, ground: Ground | None) -> Promise | str | None:
    if ground is None:
        return _("This ground is not in use.")
    why = needs.why_not(case, now, ground.needs)
    return format_lazy(_("“{ground}” does not fit: {why}."), ground=str(ground), why=why) if why else None


def _only_repeated(text: str, ground: Ground) -> Promise | str | None:
    """Why the official's words are none of their own, of a ground that demands them."""
    if not ground.own_words or not wording.repeats(text, (ground.text_ru, ground.text_kk, ground.text_en)):
        return None
    sentence = _(
        "“{ground}” says too little by itself: add what exactly is wrong, in words that the ground does not have."
    )
    return format_lazy(sentence, ground=str(ground))


NOTHING_RETURNED = _("Choose at least one document to return, with its reason.")


def returns_fit(kind: str, by: str = "") -> Demand:
    """Each reason of return, of this kind of grounds, fits its document of the list at hand. `by`: who returns it."""

    def check(case: Case, now: datetime, facts: Return) -> Faults:
        return _unfit_returns(case, now, facts, {g.code: g for g in case.dossier.grounds(kind, local_day(now), by)})

    return Demand("returns_fit", _("each reason of return fits its document"), check)


def _unfit_returns(case: Case, now: datetime, facts: Return, known: Mapping[str, Ground]) -> Faults:
    rules = {rule.kind: rule for rule in rules_of(case, list_at(case))}
    wrong: Faults = [] if facts.returns else [("returns", NOTHING_RETURNED)]
    for item in facts.returns:
        ground, rule = known.get(item["ground"]), rules.get(item["kind"])
        why = needs.settled(case, now, rule) if rule else None
        if ground is None or rule is None or not (why or needs.fits_document(ground.needs, rule)):
            wrong.append((f"ground_{item['kind']}", _("This reason does not fit this document.")))
            continue
        why = why or needs.why_not(case, now, ground.needs, item["kind"])
        if why:
            sentence = _("“{ground}” does not fit: {why}.")
            wrong.append((f"ground_{item['kind']}", format_lazy(sentence, ground=str(ground), why=why)))
        wrong += _remark(case, item, ground)
    return wrong


def _remark(case: Case, item: Mapping[str, str], ground: Ground) -> Faults:
    """A remark may be left out where the ground says it all; one that is written says something, in the language of the
    proceedings at least."""
    texts = {name: item.get(name, "") for name in fields_of("text").values()}
    if ground.own_words and not any(texts.values()):
        sentence = _("“{ground}” says too little by itself: say here what exactly is wrong. The applicant reads it.")
        return [(remark_field(in_order(case, "text")[0], item["kind"]), format_lazy(sentence, ground=str(ground)))]
    measure = wording.OWN_REMARK if ground.own_words else wording.REMARK
    wrong = text_faults(case, texts, "text", measure, optional=True)
    wrong = wrong or [(name, why) for name, text in texts.items() if text and (why := _only_repeated(text, ground))]
    return [(remark_field(name, item["kind"]), why) for name, why in wrong]


def remark_field(name: str, kind: str) -> str:
    """Of the form: where the words `name` beside the document are."""
    return f"{name}_{kind}"
