"""A state as a tag, a case as a path of stations, who acts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cases.engine.programmes import programme_of
from cases.engine.steps import Step
from cases.law import paragraphs
from cases.law.actors import Actor
from cases.law.places import label_of, place_of
from cases.models import Case
from cases.templatetags.dnr.icons import TONE_ICONS, _icon
from cases.templatetags.dnr.library import register
from cases.values import bilingual


@register.simple_tag
def state_tag(state: str | Case, plain: bool = False) -> str:
    """The tag of a state: official name for staff, with `plain` the name the applicant reads. Of a case: what happened
    to it, where a state is reached in several ways."""
    if not isinstance(state, Case):
        return _state_tag(str(state), bool(plain), get_language() or "ru")
    happened = place_of(state.state).happened
    words = str(happened(state)[bool(plain)]) if happened else ""
    return _state_tag(str(state.state), bool(plain), get_language() or "ru", words)


@lru_cache(maxsize=512)
def _state_tag(value: str, plain: bool, language: str, happened: str = "") -> SafeString:
    place = place_of(value)
    # What calls the applicant to act is, for staff, a case that is away from them.
    tone = "away" if place.tone == "yours" and not plain else place.tone
    words = happened or (place.plain if plain else label_of(value))
    return format_html(
        '<span class="tag tag-{}">{}<span>{}</span></span>', tone, _icon(TONE_ICONS[tone], 16, ""), words
    )


@register.filter
def state_words(case: Case) -> str:
    """What `state_tag` says of a case to staff."""
    happened = place_of(case.state).happened
    return str(happened(case)[0] if happened else label_of(case.state))


@register.simple_tag
def stage_path(case: Case) -> list[dict[str, Any]]:
    """The stations of `case` for the stepper, its stages and the goal when all goes well: label, and in "is" how it
    stands.

    "done", "current", "todo"; for a case that ended early "cut" (left unfinished) and "stopped" (its end).
    """
    programme, place = programme_of(case), case.place
    path = programme.path()
    at = path.index(programme.closed_in(case) if place.final else place.stage)
    names = [programme.stages[stage] for stage in path]
    goal = programme.goal or next(s.label for s, there in programme.places.items() if there.tone == "granted")
    if place.tone == "granted" or (programme.goal and place.final and place.tone != "ended"):
        return _stations("done", [*names, goal])
    done = _stations("done", names[:at])
    if place.final:
        return [*done, *_stations("cut", [names[at]]), *_stations("stopped", [label_of(case.state, case)])]
    return [*done, *_stations("current", [names[at]]), *_stations("todo", [*names[at + 1 :], goal])]


def _stations(standing: str, labels: list[Any]) -> list[dict[str, Any]]:
    return [{"label": label, "is": standing} for label in labels]


@register.filter
def actor_name(actor: str) -> str:
    """Who acts, in words; "" for a final state, which waits on nobody."""
    return str(Actor(actor).label) if actor else ""


@register.filter
def own_name(language: str) -> str:
    """Of a language, in that language: «Қазақша»."""
    return dict(settings.LANGUAGES).get(language, language)


@register.simple_tag
def paper_languages() -> tuple[tuple[str, str], ...]:
    """(code, its own name) of each language that a paper is printed in."""
    return bilingual.LANGUAGES


@register.filter
def paragraph_words(paragraph: str) -> str:
    return paragraphs.in_words(paragraph)


@register.filter
def paragraph_at(step: Step, state: str) -> str:
    return step.paragraph_at(state)
