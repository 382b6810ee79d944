"""The place of a case: what a programme declares of each of its states, and what follows from that alone.

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
    """What may be done with a case in a place, besides the steps that leave it."""

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
    """What its list requires is still to be filed: documents are measured by the day of today."""
    CORRECT_RETURNED = "correct_returned"
    """Only what was returned can be changed."""
    RECONCILE = "reconcile"
    """The originals are compared with the copies of the place's list."""
    NUMBER = "number"
    """The number of the outside register may still come, or be put right."""
    CONFIRM_ARRIVAL = "confirm_arrival"
    """A crossing of the border that is reported confirms the arrival."""
    REPORT_ENTRY = "report_entry"
    """Closed; an entry in time that is reported now is submitted to an official."""
    REPORT_PAYMENT = "report_payment"
    """Closed; a payment in time that is reported now is submitted to an official."""
    LOOK_THROUGH = "look_through"
    """What was filed is looked through for the first time: a document can be returned for any reason."""
    CARRY_DUTY = "carry_duty"
    """Closed; the duty that was paid may serve the next case."""
    HOLD_ORIGINALS = "hold_originals"
    """The originals are where they were handed in."""
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
    """Also the answer of the body whose approval is required."""
    NONE = "none"
    """The preliminary part is over and the final one has not begun."""


class Reported(NamedTuple):
    """What was decided where a case is."""

    part: str
    """Either "preliminary" or "final"."""
    outcome: str
    """Either "approved" or "refused"."""


@dataclass(frozen=True, slots=True)
class Place:
    """One state as people meet it, and what may be done in it."""

    waits_on: Actor | None
    stage: StrEnum
    plain: Promise
    """Its name for the applicant."""
    paragraph: str
    tone: str = "work"
    documents: str = ""
    """The list of the edition that applies here, "" in a closed case."""
    may: frozenset[May] = frozenset()
    duty: str = ""
    """The kind of duty that can be paid."""
    checks: str = ""
    """The part whose checks are recorded: "preliminary" or "final"."""
    shows: ShownChecks = ShownChecks.BY_DECISION
    corrects: tuple[str, ...] = ()
    """Kinds of recorded facts that can still be corrected."""
    guide: str = ""
    """Which call to action the applicant reads, "" where it is somebody else's turn."""
    begins: str = ""
    """What is opened here, "" for nothing."""
    known_as: str = ""
    """The state that partners' machines see instead, as of the moment the checks began; "" where they see this one."""
    proofs: str = ""
    """The list of what the applicant may add here at any time, "" for nothing."""
    meets: bool = False
    """The appointment that the case has with the applicant is displayed: it is still to come, or to be decided on."""
    rests_on: str = ""
    """The kind of decision on which all that was done since is based; "" where the step that led here is the act."""
    result: Reported | None = None
    """What is reported to the portal of the state as decided by the step that leads here, None for nothing."""
    happened: Callable[..., tuple[Promise, Promise]] | None = None
    """Where several events end here: which of them it was in this case, in the words of `label_of` and of `plain`."""

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
    """Choices of a column with a state: a function, so that another programme needs no migration."""
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
