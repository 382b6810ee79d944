"""Two editions of the order side by side, what differs marked: made of the editions' own data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from cases.law.regulations import SCREENER, DocRule, Edition, Rule
from cases.programmes.nomad.forms.screening import ProposeAtScreeningForm
from cases.service import orders
from cases.service.orders import BODY_NAMES, LIST_NAMES, STEPS, editions, steps_with
from cases.values.dates import in_words

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Provision:
    """What an edition has of one thing; both empty where it has nothing of it."""

    words: str = ""
    length: Any = None
    """A Term, a BarRule or a Length, displayed by its own filter."""
    paragraph: str = ""

    @property
    def there(self) -> bool:
        return bool(self.words or self.length)

    @property
    def measure(self) -> tuple[object, ...]:
        """By which two of them are compared."""
        length = self.length
        return (self.words, self.paragraph, length and (length.length, length.unit, getattr(length, "since", "")))


NOTHING = Provision()


@dataclass(frozen=True, slots=True)
class ComparedRow:
    name: Words
    left: Provision
    right: Provision

    @property
    def differs(self) -> bool:
        return self.left.measure != self.right.measure


@dataclass(frozen=True, slots=True)
class ComparedPart:
    name: Words
    rows: list[ComparedRow]


Side = Mapping[Words, Provision]


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """The last two, where the address names none; an unknown name is as none."""
    known = {law.key: law for law in editions()}
    left, right = (_chosen(known, request.GET.get(side, ""), at) for side, at in (("left", -2), ("right", -1)))
    only = bool(request.GET.get("only"))
    parts = list(_parts(left, right))
    context = {
        "left": left,
        "right": right,
        "parts": [ComparedPart(part.name, [row for row in part.rows if row.differs or not only]) for part in parts],
        "different": sum(row.differs for part in parts for row in part.rows),
        "all": sum(len(part.rows) for part in parts),
        "only": only,
        "numbered_as_another": [law for law in (left, right) if law.numbering],
        "editions": editions(),
        "section": "order",
    }
    return render(request, "egov/front/compare.html", context)


def _chosen(known: Mapping[str, Edition], key: str, at: int) -> Edition:
    laws = list(known.values())
    return known.get(key) or laws[max(at, -len(laws))]


def _parts(left: Edition, right: Edition) -> Iterator[ComparedPart]:
    for name, of in PARTS:
        yield ComparedPart(name, list(_rows(of(left), of(right))))
    for key in dict.fromkeys([*left.lists, *right.lists]):
        sides = (_documents(law.lists.get(key, ())) for law in (left, right))
        yield ComparedPart(LIST_NAMES.get(key, key), list(_rows(*sides)))


def _rows(left: Side, right: Side) -> Iterator[ComparedRow]:
    for name in dict.fromkeys([*left, *right]):
        yield ComparedRow(name, left.get(name, NOTHING), right.get(name, NOTHING))


def _order(law: Edition) -> Side:
    first, last = orders.filing_period(law)
    cities = {city.code: str(city) for city in orders.cities_of(law)}
    words = {
        _("Number"): law.number,
        _("Signed by"): str(law.citation),
        _("In force"): f"{in_words(law.in_force_from)} – {in_words(law.in_force_to)}",
        _("Filings are accepted"): f"{in_words(first)} – {in_words(last)}",
        _("Cities"): ", ".join(cities.get(code, code) for code in law.cities),
        _("Applications on its petitions after its end"): in_words(law.transition_until) or _("not provided for"),
        _("For how long the permit serves"): str(law.permit_validity or ""),
    }
    return {name: Provision(each) for name, each in words.items()}


def _bodies(law: Edition) -> Side:
    return {BODY_NAMES.get(key, key): Provision(f"{body.abbr}: {body.name}") for key, body in law.bodies.items()}


def _terms(law: Edition) -> Side:
    return {
        orders.TERM_NAMES.get(term.key, term.key): Provision(length=term, paragraph=term.paragraph)
        for term in orders.terms_in_use(law)
    }


def _bars(law: Edition) -> Side:
    return {
        orders.BAR_NAMES.get(key, key): Provision(length=bar, paragraph=bar.paragraph) for key, bar in law.bars.items()
    }


def _rules(law: Edition) -> Side:
    titles = {key: str(row.title) for rows in law.lists.values() for row in reversed(rows) for key in row.rules}
    return {
        titles[key]: Provision(_days(rule), None, rule.paragraph) for key, rule in law.rules.items() if key in titles
    }


def _days(rule: Rule) -> str:
    days = ngettext("%(n)d calendar day", "%(n)d calendar days", rule.days) % {"n": rule.days}
    sentences = {"more_than": _("more than %(days)s"), "at_most": _("at most %(days)s")}
    return sentences.get(rule.compare, _("at least %(days)s")) % {"days": days}


def _rest(law: Edition) -> Side:
    by = _("Astana Hub by itself") if law.screening_refusal == SCREENER else _("the ministry, to which it is proposed")
    yes, no = _("always, but for the cases that the law names"), _("none")
    heard: dict[Words, Provision] = {
        _("Hearing: %(act)s") % {"act": STEPS[name].label}: Provision(yes if rule.needed else no, None, rule.paragraph)
        for name, rule in law.hearings.items()
    }
    return {
        _("Who refuses at the initial screening"): Provision(by, None, steps_with(ProposeAtScreeningForm)[0].paragraph),
        **heard,
        _("Bars of an earlier order"): Provision(_("hold") if law.earlier_bars else _("do not hold")),
        _("Duty of an annulled application"): Provision(
            _("serves the next") if law.duty_carries else _("is paid again")
        ),
        _("Originals are given back within"): Provision(length=law.originals_back),
        _("A petition serves for"): Provision("" if law.petition_lifetime else _("no term"), law.petition_lifetime),
    }


def _documents(rules: Iterable[DocRule]) -> Side:
    return {str(rule.title): Provision(_requirement(rule), None, rule.paragraph) for rule in rules}


def _requirement(rule: DocRule) -> str:
    words: Sequence[str] = [
        _("needed") if rule.required else _("if you have one"),
        *([_("with the original")] if rule.original or rule.shown else []),
    ]
    return ", ".join(words)


PARTS = (
    (gettext_lazy("The order itself"), _order),
    (gettext_lazy("Who acts"), _bodies),
    (gettext_lazy("Terms"), _terms),
    (gettext_lazy("No new application after a refusal"), _bars),
    (gettext_lazy("Rules in days"), _rules),
    (gettext_lazy("Besides"), _rest),
)
