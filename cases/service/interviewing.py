"""The interview as the sides read it (п. 6, 7): hours of the calendar, the case that has booked one, the invitation."""

from __future__ import annotations

from cases.programmes.nomad.petitions.invitations import calendar_file, is_off, marks
from cases.programmes.nomad.petitions.invitations import latest as latest_invitation
from cases.programmes.nomad.petitions.invitations import shown_to as invitation_for
from cases.programmes.nomad.petitions.times import (
    beginnings,
    between,
    booked_times,
    changeable_until,
    of_interviewer,
    of_page,
    outside_hours,
    slot_by_key,
    why_not,
)

__all__ = [
    "beginnings",
    "between",
    "booked_times",
    "calendar_file",
    "changeable_until",
    "invitation_for",
    "is_off",
    "latest_invitation",
    "marks",
    "of_interviewer",
    "of_page",
    "outside_hours",
    "slot_by_key",
    "why_not",
]
