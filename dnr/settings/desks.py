"""Work at the desks of the staff."""

from dnr.settings.base import DEMO, env

#: On: while a colleague works on a case, only he, or who stands in for him, takes its steps (decisions/owners.md).
DNR_OWNER_ONLY = env.bool("DNR_OWNER_ONLY", default=False)

#: Hours ahead of an interview up to which its time can be booked
INTERVIEW_LEAD_HOURS = env.int("DNR_INTERVIEW_LEAD_HOURS", default=24)

#: Hours ahead of an interview up to which the applicant moves or cancels it
INTERVIEW_CHANGE_HOURS = env.int("DNR_INTERVIEW_CHANGE_HOURS", default=4)

#: What decides over people (duty rates, grounds, the calendar, roles, IINs of the staff) one administrator enters and
#: another confirms. Where there is one administrator only, changes hold at once, and the journal says so.
DNR_TWO_ADMINISTRATORS = env.bool("DNR_TWO_ADMINISTRATORS", default=True)

#: Minutes for which the mail about an official's act waits, so that a correction can take its place. The act itself is
#: issued, and stands in the cabinet, at once (decisions/mail-window.md).
DNR_MAIL_WAITS_MINUTES = env.int("DNR_MAIL_WAITS_MINUTES", default=10)

#: Applications are filed by a questionnaire that nobody has compared with the official form (Rules № 992). Without it
#: nothing is filed until an administrator has marked the version in use as compared. [off; in a demonstration on]
DNR_UNCONFIRMED_FORM = env.bool("DNR_UNCONFIRMED_FORM", default=DEMO)
