"""The programme as one object (`cases.engine.programmes`): everything the engine knows of it is here by name."""

from __future__ import annotations

from importlib.resources import files

from django.utils.translation import gettext_lazy as _

from cases.engine.programmes import Programme
from cases.engine.steps import steps_of
from cases.law.names import Names
from cases.models.serviceterm import is_unconfirmed
from cases.programmes.nomad import KEY, answers, events, figures, kinds, series
from cases.programmes.nomad.checks import approval_doubted, check_results
from cases.programmes.nomad.consents import withdrawals
from cases.programmes.nomad.correcting import announcing
from cases.programmes.nomad.forms import FORMS
from cases.programmes.nomad.letters import LETTERS
from cases.programmes.nomad.papers import changes, originals
from cases.programmes.nomad.papers.documents import filed_at
from cases.programmes.nomad.petitions import booked, invitations, reminding
from cases.programmes.nomad.preflight import look_through
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.programmes.nomad.shape import LISTS, SHAPE, closed_in
from cases.programmes.nomad.sight import SIGHT
from cases.programmes.nomad.stages import (
    application,
    arrival,
    checks,
    consents,
    courier,
    exits,
    final,
    handing_back,
    hearing,
    interview,
    language,
    ministry,
    package,
    petition,
    preliminary,
    residence,
    rulings,
    screening,
)
from cases.programmes.nomad.states import DESKS, PLACES, STAGE_NAMES

NOMAD = Programme(
    key=KEY,
    name=_("Digital Nomad Residency"),
    places=PLACES,
    stages=STAGE_NAMES,
    # In the order of the order: so steps are listed, and buttons stand.
    steps=steps_of(
        petition,
        screening,
        interview,
        ministry,
        application,
        checks,
        preliminary,
        arrival,
        package,
        courier,
        final,
        hearing,
        residence,
        handing_back,
        language,
        consents,
        rulings,
        exits,
    ),
    editions=files("cases.programmes.nomad.editions"),
    shape=SHAPE,
    lists=LISTS,
    desks=DESKS,
    series=series.CASES,
    sight=SIGHT,
    forms=FORMS,
    letters=LETTERS,
    closed_in=closed_in,
    filed_at=filed_at,
    unconfirmed=lambda case, key: key in case.law.terms and is_unconfirmed(case.law.terms[key]),
    other_events=events.OTHER,
    changed=changes.changed_rows,
    corrected=changes.corrected,
    answers=answers.apply,
    followers=(withdrawals.follow, approval_doubted.follow, announcing.follow, invitations.follow),
    chores={"originals": originals.tell_overdue, "interviews": reminding.remind},
    attachment=invitations.attachment,
    figures=figures.SETS,
    sittings=booked.sittings_on,
    goals=[originals.GOAL],
    before_filing=look_through,
    names=Names(
        decisions=dict(kinds.Decided.choices),
        grounds=dict(kinds.GroundKind.choices),
        checks=dict(kinds.CheckKind.choices),
        results={kind: check_results.words_for(kind) for kind in kinds.CheckKind.values},
        terms=kinds.TERMS,
        by_when=kinds.BY_WHEN,
        you_by_when=kinds.YOU_BY_WHEN,
        bars=kinds.BARS,
        term_readers=kinds.TERM_READERS,
        answered_by=kinds.ANSWERED_BY,
        about=events.ABOUT,
        of_each_round=frozenset(CHECK_NAMES),
        asked_once=kinds.ASKED_ONCE,
        withheld=kinds.WITHHELD,
        paid_again=kinds.PAID_AGAIN,
        check_readers=kinds.CHECK_READERS,
        notices=kinds.NOTICES,
    ),
)
