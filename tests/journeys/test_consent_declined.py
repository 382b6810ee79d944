"""The applicant declines the processing of personal data: the process ends, is recorded, and may begin anew (п. 4)."""

from cases.models import Consent
from cases.programmes.nomad.states import State
from tests import people
from tests.journeys import actions
from tests.journeys.browser import Portal


def test_consent_declined(portal: Portal) -> None:
    me = portal.person(people.applicant())
    me.click("Start a petition")
    me.sees("Consent to the processing of personal data")
    me.click("I decline")
    me.sees(
        "Without consent the petition cannot be formed (para. 4). "
        "You may begin again as long as the pilot accepts filings."
    )

    me.click("Decline consent and end", status=422)  # not without the word for it
    me.sees("Confirm that you decline.")
    me.choose("I decline, and understand that the process ends here.")
    me.click("Decline consent and end")

    case = actions.case_of(me)
    assert case.state == State.CONSENT_DECLINED
    assert list(Consent.objects.filter(case=case).values_list("given", flat=True)) == [False]
    me.sees(
        "You declined the processing of your personal data, so the process has ended. "
        "You may begin again as long as the pilot accepts filings."
    )

    me.home()
    me.click("Start a petition")
    me.sees("Consent to the processing of personal data")
    assert actions.case_of(me).number != case.number
