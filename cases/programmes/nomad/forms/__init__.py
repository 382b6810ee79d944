"""The forms of the steps, by the name that a step gives; one that gives none is asked for its facts as they say."""

from __future__ import annotations

from cases.programmes.nomad.forms.arrival import ArrivalForm, ClaimForm, LapseForm
from cases.programmes.nomad.forms.base import StepForm
from cases.programmes.nomad.forms.corrections import (
    CorrectArrivalForm,
    CorrectCheckForm,
    CorrectCrossingForm,
    CorrectDocumentForm,
    CorrectReceiptForm,
    CorrectReopeningForm,
    CorrectVisitForm,
)
from cases.programmes.nomad.forms.final import (
    BroughtForm,
    HandBackForm,
    ReceiptForm,
    ReconcileForm,
    ReturnPackageForm,
    VisitForm,
)
from cases.programmes.nomad.forms.hearing import (
    AskHearingForm,
    DropRefusalForm,
    HeardRefusalForm,
    MoveHearingForm,
    NoHearingForm,
    ObjectionForm,
    ProposalForm,
    WaiveHearingForm,
)
from cases.programmes.nomad.forms.interview import CorrectInterviewForm, InterviewForm
from cases.programmes.nomad.forms.languages import ProceedingsForm
from cases.programmes.nomad.forms.originals import OriginalsForm
from cases.programmes.nomad.forms.petition import (
    AdmitForm,
    CancelInterviewForm,
    DeclineConsentForm,
    MoveInterviewForm,
    ReopenForm,
    SignPetitionForm,
    SlotForm,
)
from cases.programmes.nomad.forms.preliminary import (
    CheckForm,
    KnbAnswerForm,
    KnbFileForm,
    NumberForm,
    RegisterForm,
    ReworkForm,
)
from cases.programmes.nomad.forms.protocol import CorrectProtocolForm, ProtocolForm
from cases.programmes.nomad.forms.rulings import ExecuteRulingForm, RulingForm, WithdrawRulingForm
from cases.programmes.nomad.forms.screening import (
    ProposeAtScreeningForm,
    ProposePetitionForm,
    RefuseAtScreeningForm,
    ReturnPetitionForm,
    SendBackForm,
    TakeUpForm,
)
from cases.programmes.nomad.forms.shared import (
    ApproveForm,
    ConfirmForm,
    ConsentForm,
    NoteForm,
    SignForm,
    WithdrawConsentForm,
    WithdrawForm,
    WrittenWithdrawalForm,
)

FORMS: dict[str, type[StepForm]] = {
    "": ConfirmForm,
    "admit": AdmitForm,
    "approve": ApproveForm,
    "arrival": ArrivalForm,
    "ask_hearing": AskHearingForm,
    "brought": BroughtForm,
    "cancel_interview": CancelInterviewForm,
    "check": CheckForm,
    "claim": ClaimForm,
    "consent": ConsentForm,
    "correct_arrival": CorrectArrivalForm,
    "correct_check": CorrectCheckForm,
    "correct_crossing": CorrectCrossingForm,
    "correct_document": CorrectDocumentForm,
    "correct_interview": CorrectInterviewForm,
    "correct_protocol": CorrectProtocolForm,
    "correct_receipt": CorrectReceiptForm,
    "correct_reopening": CorrectReopeningForm,
    "correct_visit": CorrectVisitForm,
    "decline_consent": DeclineConsentForm,
    "drop_refusal": DropRefusalForm,
    "execute_ruling": ExecuteRulingForm,
    "hand_back": HandBackForm,
    "interview": InterviewForm,
    "knb_answer": KnbAnswerForm,
    "language": ProceedingsForm,
    "lapse": LapseForm,
    "move_hearing": MoveHearingForm,
    "no_hearing": NoHearingForm,
    "note": NoteForm,
    "number": NumberForm,
    "object": ObjectionForm,
    "originals": OriginalsForm,
    "propose": ProposalForm,
    "propose_petition": ProposePetitionForm,
    "propose_screening": ProposeAtScreeningForm,
    "protocol": ProtocolForm,
    "receipt": ReceiptForm,
    "reconcile": ReconcileForm,
    "refuse": RefuseAtScreeningForm,
    "refuse_heard": HeardRefusalForm,
    "register": RegisterForm,
    "reopen": ReopenForm,
    "return_package": ReturnPackageForm,
    "return_petition": ReturnPetitionForm,
    "rework": ReworkForm,
    "ruling": RulingForm,
    "security": KnbFileForm,
    "send_back": SendBackForm,
    "withdraw_ruling": WithdrawRulingForm,
    "sign": SignForm,
    "sign_petition": SignPetitionForm,
    "slot": SlotForm,
    "move_interview": MoveInterviewForm,
    "take_up": TakeUpForm,
    "visit": VisitForm,
    "waive_hearing": WaiveHearingForm,
    "withdraw": WithdrawForm,
    "withdraw_consent": WithdrawConsentForm,
    "written_withdrawal": WrittenWithdrawalForm,
}


__all__ = ["FORMS"]
