"""What happens at NCALayer while somebody signs: the window is closed, it does not run, the key is not one's own.

Each time it is told what to do, nothing is lost and nothing happens, and the next press signs.
"""

import re

import pytest

from cases.eds.faults import FAULTS
from cases.models import Case, Signature
from cases.programmes.nomad.states import PLACES, State
from demo.keys import identity_of
from tests import people
from tests.cases.engine import ways
from tests.journeys import actions, eds
from tests.journeys.browser import Person, Portal

PROFESSION = "Разработчик программного обеспечения"
CANCELLED = (
    "You closed the window of NCALayer without signing. Nothing was sent and nothing is lost: sign when you are ready."
)


def test_the_window_of_ncalayer_is_closed(portal: Portal) -> None:
    case = people.case_in(State.MINISTRY_REVIEW)
    portal.move_to(people.after(case))
    ministry = portal.person(people.signer())
    ministry.click(case.number)
    ministry.fill("Profession by the list of in-demand professions", PROFESSION)
    ministry.click("Go on to signing")

    portal.ncalayer.mode = "cancel"
    ministry.click("Sign by electronic signature (ЭЦП)")
    ministry.sees(CANCELLED)
    untouched(case)

    portal.ncalayer.mode = ""
    ministry.sees(PROFESSION)  # in the sheet, as it was typed
    ministry.sign()
    assert actions.fresh(case).state == State.PETITION_SIGNED
    assert PROFESSION in Signature.objects.get(case=case, step="sign_petition").sheet


def test_ncalayer_is_off(portal: Portal) -> None:
    case = people.case_in(State.PETITION_DRAFT)
    portal.move_to(people.after(case))
    me = portal.person(case.person.user)

    def off_at_first(me: Person) -> None:
        without_ncalayer(me, "Sign in by electronic signature (ЭЦП)")
        eds.by_key(me)

    me.comes_in = off_at_first
    me.click("Go on with the petition")
    me.click("Check and sign")
    me.click("Go on to signing")
    without_ncalayer(me, "Sign by electronic signature (ЭЦП)")
    untouched(case)
    actions.read_the_sheet(me, case)
    me.sign()
    me.sees(PLACES[State.SCREENING].plain)


def test_somebody_elses_key(portal: Portal) -> None:
    case = people.case_in(State.PETITION_DRAFT)
    portal.move_to(people.after(case))
    me = portal.person(case.person.user)
    me.click("Go on with the petition")
    me.click("Check and sign")
    me.click("Go on to signing")

    own, me.key = me.key, identity_of(people.applicant())
    me.click("Sign by electronic signature (ЭЦП)")  # NCALayer offers keys of the ИИН that was asked for
    me.sees("NCALayer could not sign with this key.")
    untouched(case)

    me.key = own
    portal.ncalayer.mode = "other_person"  # one that heeds no such wish
    me.sign(status=422)
    me.sees(FAULTS["other_iin"])
    untouched(case)

    portal.ncalayer.mode = ""
    me.sign()
    me.sees(PLACES[State.SCREENING].plain)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_of_three_petitions_in_a_session_of_ncalayer_the_second_fails(portal: Portal, language: str) -> None:
    cases = [people.case_in(State.MINISTRY_REVIEW) for _each in range(3)]
    now = max(people.after(case) for case in cases)
    portal.move_to(now)
    ministry = portal.person(people.signer(), language)
    ministry.click("Read and sign")
    for case in cases:
        row = ministry.within(case.number)
        row.choose("Sign")
        row.fill("Profession", PROFESSION)
    ministry.click("Show the sheets of the ticked")
    for case in cases:
        ministry.within(case.number).choose("I have read this sheet and sign it: %(number)s", number=case.number)
    ways.take(cases[1], "correct_interview", now)  # its sheet says it otherwise from now on

    portal.ncalayer.mode = "cancel"
    ministry.click("Sign the ticked sheets")
    ministry.sees(CANCELLED)
    for case in (cases[0], cases[2]):
        untouched(case)
    portal.ncalayer.mode = ""
    ministry.click("Sign the ticked sheets")
    ministry.sees("What came of each stands beside its sheet.")
    for case, state in zip(cases, [State.PETITION_SIGNED, State.MINISTRY_REVIEW, State.PETITION_SIGNED], strict=True):
        part = ministry.within(case.number)
        signed = state == State.PETITION_SIGNED
        part.sees("Signed. The petition is sent to the applicant." if signed else "Nothing is recorded: sign it again.")
        assert actions.fresh(case).state == state
    ministry.sees(re.sub("<[^>]+>", "", ministry.t(COUNTED, done=2, waiting=1)))

    ministry.click("Draw up the sheets again")
    ministry.within(cases[1].number).choose("I have read this sheet and sign it: %(number)s", number=cases[1].number)
    ministry.click("Sign the ticked sheets")
    ministry.within(cases[1].number).sees("Signed. The petition is sent to the applicant.")
    assert [Signature.objects.filter(case=case, step="sign_petition").count() for case in cases] == [1, 1, 1]


COUNTED = (
    'Signed: <span data-many="done">%(done)s</span>. Still to be signed: <span data-many="waits">%(waiting)s</span>.'
)


def without_ncalayer(me: Person, button: str) -> None:
    """The button is pressed while NCALayer does not run; it is told what to do, and done."""
    me.portal.ncalayer.stop()
    me.click(button)
    me.sees("NCALayer does not answer on this computer.")
    me.sees("Start NCALayer: its icon appears beside the clock.")
    me.sees("Then press the button once more. Nothing is lost.")
    [complaint] = me.portal.complaints()
    assert "ERR_CONNECTION_REFUSED" in complaint  # the browser's own word, which no page can keep back
    me.portal.ncalayer.start()


def untouched(case: Case) -> None:
    now = actions.fresh(case)
    assert (now.state, now.version) == (case.state, case.version)
    assert Signature.objects.filter(case=case).count() == STEPS_BEFORE[State(case.state)]


STEPS_BEFORE = {State.PETITION_DRAFT: 0, State.MINISTRY_REVIEW: 1}
"""How many signatures a case in this state has."""
