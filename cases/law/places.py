"""Where a case can stand: what a programme declares of each of its states, and what follows from that alone.

A programme declares its `Places`; `PLACES` are those of all programmes that are registered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.functional import Promise

from cases.law.actors import Actor


class May(StrEnum):
    """What may be done with a case that stands in a place, besides the steps that leave it."""

    PREPARE = "prepare"
    """Its filing is still being prepared: under the order of today, and what was attached can be taken out."""
    CONSENT = "consent"
    """Consent to the processing of personal data is given."""
    ATTACH = "attach"
    """Whoever it waits on attaches documents of the place's list."""
    FILL = "fill"
    """The questionnaire is filled in."""
    CHOOSE_CITY = "choose_city"
    FILE = "file"
    """What its list asks for is still to be filed: documents are measured by the day of today."""
    CORRECT_RETURNED = "correct_returned"
    """Only what was returned can be changed."""
    RECONCILE = "reconcile"
    """The originals are compared with the copies of the place's list."""
    NUMBER = "number"
    """The number of the outside register may still come, or be put right."""
    CONFIRM_ARRIVAL = "confirm_arrival"
    """A crossing of the border that is reported confirms the arrival."""
    REPORT_ENTRY = "report_entry"
    """Closed; an entry in time that is reported now is laid before an official."""
    REPORT_PAYMENT = "report_payment"
    """Closed; a payment in time that is reported now is laid before an official."""
    LOOK_THROUGH = "look_through"
    """What was filed is looked through for the first time: a document goes back for any reason."""
    CARRY_DUTY = "carry_duty"
    """Closed; the duty that was paid may serve the next case."""
    HOLD_ORIGINALS = "hold_originals"
    """The originals lie where they were handed in."""
    SEND = "send"
    """The originals wait for the courier."""
    TRACK = "track"
    """The originals are on their way: everybody sees where."""
    TRACK_BY_STAFF = "track_by_staff"
    """The originals have been on their way: staff see where."""
    STAY_WITH_DECIDER = "stay_with_decider"
    """Whoever it was sent to for a decision sees it: it waits for the decision, or that has been made; or it has ended
    with a consent on which all relied."""
    WITHDRAW = "withdraw"
    HEAR = "hear"
    """An act against the person is proposed, and the person is heard: both sides attach papers of the hearing."""
    RULE = "rule"
    """A ruling may bring the case back to the place before the act that brought it here."""
    BEGIN_AGAIN = "begin_again"
    """Closed, and nothing was answered: about the same matter another case may be opened."""
    GO_TO_COURT = "go_to_court"
    """Whoever opened the case may go to court where the body that it lies with lets its term run out."""


class ShownChecks(StrEnum):
    """Which checks the file shows as those of the present part of the way, recorded or missing."""

    BY_DECISION = "by_decision"
    """Those of the final part after the preliminary approval, else those of the preliminary part."""
    PRELIMINARY = "preliminary"
    PRELIMINARY_WITH_APPROVAL = "preliminary_with_approval"
    """Also the answer of the body whose approval is asked for."""
    NONE = "none"
    """The preliminary part is over and the final one has not begun."""


class Reported(NamedTuple):
    """What was decided where a case stands: `part` "preliminary" or "final", `outcome` "approved" or "refused"."""

    part: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Place:
    """One state as people meet it, and what may be done in it.

    `plain`: its name for the applicant. `documents`: the list of the edition that counts here, "" in a closed case.
    `duty`: the kind of duty that can be paid. `checks`: the part whose checks are recorded ("preliminary", "final").
    `corrects`: kinds of recorded facts that can still be put right. `guide`: which call to action the applicant reads,
    "" where it is somebody else's turn. `begins`: what is opened here, "" for nothing. `known_as`: the state that
    partners' machines are shown instead, as of when the checks began; "" where they are shown this one. `proofs`: the
    list of what the applicant may add here whoever the case waits on, "" for nothing. `rests_on`: the kind of decision
    that carries all that has been done since; "" where the step that led here is the act. `result`: what is reported
    to the portal of the state as decided with the step that leads here, None where there is nothing to report.
    `happened`: where several events end here, of a case which of them it was, in the words of `label_of` and in those
    of `plain`.
    """

    waits_on: Actor | None
    stage: StrEnum
    plain: Promise
    paragraph: str
    tone: str = "work"
    documents: str = ""
    may: frozenset[May] = frozenset()
    duty: str = ""
    checks: str = ""
    shows: ShownChecks = ShownChecks.BY_DECISION
    corrects: tuple[str, ...] = ()
    guide: str = ""
    begins: str = ""
    known_as: str = ""
    proofs: str = ""
    rests_on: str = ""
    result: Reported | None = None
    happened: Callable[..., tuple[Promise, Promise]] | None = None

    @property
    def final(self) -> bool:
        return self.waits_on is None


class Places(dict[TextChoices, Place]):
    """Every state of a programme with its place, in the order of the process."""

    def of(self, actor: Actor) -> tuple[TextChoices, ...]:
        """The states that wait on `actor`."""
        return tuple(state for state, place in self.items() if place.waits_on == actor)

    def where(self, ability: May) -> tuple[TextChoices, ...]:
        return tuple(state for state, place in self.items() if ability in place.may)

    def at(self, *stages: StrEnum) -> tuple[TextChoices, ...]:
        """The states of these stages of the process, closed ones too."""
        return tuple(state for state, place in self.items() if place.stage in stages)

    def correcting(self, *facts: str) -> tuple[TextChoices, ...]:
        """Where one of these kinds of recorded facts can still be put right."""
        return tuple(state for state, place in self.items() if set(facts) & set(place.corrects))

    def beginning(self, what: str) -> TextChoices:
        """Where this is opened. KeyError where nothing of the name is."""
        for state, place in self.items():
            if what and place.begins == what:
                return state
        raise KeyError(what)

    def with_duty(self, kind: str) -> tuple[TextChoices, ...]:
        return tuple(state for state, place in self.items() if place.duty == kind)


PLACES = Places()
"""Of all programmes: no two have a state of one name. Filled by `cases.engine.programmes.register`."""
STATES: dict[str, TextChoices] = {}
"""Every state by its value."""


def add(places: Places) -> None:
    PLACES.update(places)
    STATES.update({state.value: state for state in places})


def remove(places: Places) -> None:
    for state in places:
        PLACES.pop(state, None)
        STATES.pop(state.value, None)


def states() -> list[tuple[str, str | Promise]]:
    """Choices of a column that holds a state: a function, so that another programme needs no migration."""
    return [(value, state.label) for value, state in STATES.items()]


def place_of(state: str) -> Place:
    """KeyError for a state that no programme has declared."""
    return PLACES[state]  # type: ignore[index]  # a member of TextChoices is equal to its value


def label_of(state: str, case: object | None = None) -> str | Promise:
    """The official name, for staff; of a case, what happened to it where a state is reached in several ways."""
    happened = place_of(state).happened if case is not None else None
    return happened(case)[0] if happened else STATES[state].label


def states_where(ability: May) -> tuple[TextChoices, ...]:
    return PLACES.where(ability)


def states_with_duty(kind: str) -> tuple[TextChoices, ...]:
    return PLACES.with_duty(kind)
