"""The centre returns an incomplete package with a receipt of what is missing; it comes again, whole (п. 20, 21)."""

from datetime import timedelta

from cases.law.calendar import local_day
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.journeys import actions
from tests.journeys.browser import Portal
from tests.journeys.conftest import Paper

REMARK = "Договор не заверен на весь срок."


def test_package_returned(portal: Portal, paper: Paper) -> None:
    case = people.case_in(State.ARRIVED)
    portal.move_to(people.after(case))
    me, centre = portal.person(case.person.user), portal.person(people.clerk("astana"))
    on = local_day(portal.now)
    housing = case.law.document("con", "housing")

    actions.find_by_number(centre, case)
    centre.click("Accept the package for checking")
    papers = {kind: paper(kind) for kind in ("medical", "fingerprints", "consent_form")}
    actions.compare(centre, case, "con", papers, on, leave_out=["housing", "criminal_record_2"])

    line = centre.within("The package against the originals").within(housing.title)
    short = {"valid_from": on, "expires_on": on + timedelta(days=178), "notarised": True}  # 179 days
    actions.hand_in(line, paper("housing"), short, button="Keep")
    line.sees(
        "The housing contract runs for {term} days; at least {days} are required (para. {paragraph}).",
        term=179,
        days=180,
        paragraph="20(4)",
    )
    line.fill("If not, why (in Russian)", REMARK)
    line.choose("Does not match")
    line.click("Record this row")
    assert not centre.offers("Register the application at the centre")
    centre.click("Return the package")
    centre.fill("Explanation for the applicant, in Russian", "Принесите договор на 180 дней или дольше.")
    centre.click("Return the package")  # what did not match is ticked already
    portal.work()

    me.home()
    me.sees(PLACES[State.ARRIVED].plain)
    letter = actions.letter(me, case, "package_missing")
    assert REMARK in letter and housing.title.ru in letter

    portal.wait(days=2)
    actions.find_by_number(centre, case)
    centre.click("Accept the package for checking")
    full = {"valid_from": on, "expires_on": on + timedelta(days=179), "notarised": True}  # 180 days
    line = centre.within("The package against the originals").within(housing.title)
    actions.hand_in(line, paper("housing"), full, button="Keep")  # another contract, and so another copy
    actions.compare(centre, case, "con", {}, on, leave_out=["criminal_record_2"])
    centre.click("Register the application at the centre")
    portal.work()
    assert actions.case_of(me).state == State.DISPATCH
    me.home()
    actions.letter(me, case, "intake_receipt")
