"""What the screening finds wanting (п. 5, 9): each document that goes back, and what is laid before the ministry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.programmes.nomad.forms.criteria import CriteriaForm
from cases.programmes.nomad.forms.hearing import ProposalForm
from cases.programmes.nomad.forms.preliminary import ReworkForm
from cases.programmes.nomad.forms.shared import ReasonForm, RefuseForm
from cases.programmes.nomad.petitions import decided


class ReturnPetitionForm(ReworkForm):
    """As the return for revision; nothing ends by it (interpretation 62)."""

    own_page = True

    warning = _("The applicant replaces only what you choose here, and sends the petition again. Nothing is refused.")


class TakeUpForm(ReasonForm):
    warning = _("From now on the applicant cannot replace anything, unless you return the petition again.")


class RefuseAtScreeningForm(CriteriaForm, RefuseForm):
    """Where the edition leaves the refusal to the screening."""


class ProposeAtScreeningForm(CriteriaForm, RefuseForm):
    warning = _(
        "This is no decision: the ministry decides, after it has heard the applicant. If the petition can still be "
        "completed, return it for completion instead."
    )


class ProposePetitionForm(ProposalForm):
    """Begins with what Astana Hub has proposed at the screening; the ministry says it in its own name, or otherwise."""

    def prepare(self) -> None:
        super().prepare()
        proposed = None if decided.interview_result(self.case) else decided.proposed_at_screening(self.case)
        if proposed:
            fitting = {code for code, _name in self.fields["grounds"].widget.choices}  # type: ignore[attr-defined]
            self.initial.setdefault("grounds", [code for code in proposed.grounds if code in fitting])
            self.initial.setdefault("text", proposed.text)
            self.initial.setdefault("text_kk", proposed.text_kk)


class SendBackForm(ReasonForm):
    own_page = True
    warning = _("Astana Hub goes on with the screening: it admits, returns for completion, or proposes again.")
