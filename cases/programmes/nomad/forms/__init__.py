"""The forms of the steps, by the name that a step gives."""

from __future__ import annotations

from cases.programmes.nomad.forms.arrival import ArrivalForm, ClaimForm, LapseForm
from cases.programmes.nomad.forms.base import StepForm
from cases.programmes.nomad.forms.corrections import (
    CorrectArrivalForm,
    CorrectCardForm,
    CorrectCheckForm,
    CorrectCourierForm,
    CorrectDocumentForm,
    CorrectInterviewForm,
    CorrectResidenceForm,
)
from cases.programmes.nomad.forms.final import (
    CardForm,
    CourierForm,
    HandBackForm,
    ReceiptForm,
    ReconcileForm,
    ResidenceForm,
    ReturnPackageForm,
    VisitForm,
)
from cases.programmes.nomad.forms.petition import (
    AdmitForm,
    DeclineConsentForm,
    InterviewForm,
    ReopenForm,
    SignPetitionForm,
    SlotForm,
)
from cases.programmes.nomad.forms.preliminary import (
    CheckForm,
    KnbAnswerForm,
    NumberForm,
    RegisterForm,
    ReworkForm,
)
from cases.programmes.nomad.forms.rulings import ExecuteRulingForm, RulingForm, WithdrawRulingForm
from cases.programmes.nomad.forms.shared import (
    ApproveForm,
    ConfirmForm,
    ConsentForm,
    NoteForm,
    RefuseForm,
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
    "card": CardForm,
    "check": CheckForm,
    "claim": ClaimForm,
    "consent": ConsentForm,
    "correct_arrival": CorrectArrivalForm,
    "correct_card": CorrectCardForm,
    "correct_check": CorrectCheckForm,
    "correct_courier": CorrectCourierForm,
    "correct_document": CorrectDocumentForm,
    "correct_interview": CorrectInterviewForm,
    "correct_residence": CorrectResidenceForm,
    "courier": CourierForm,
    "decline_consent": DeclineConsentForm,
    "execute_ruling": ExecuteRulingForm,
    "hand_back": HandBackForm,
    "interview": InterviewForm,
    "knb_answer": KnbAnswerForm,
    "lapse": LapseForm,
    "note": NoteForm,
    "number": NumberForm,
    "receipt": ReceiptForm,
    "reconcile": ReconcileForm,
    "refuse": RefuseForm,
    "register": RegisterForm,
    "reopen": ReopenForm,
    "residence": ResidenceForm,
    "return_package": ReturnPackageForm,
    "rework": ReworkForm,
    "ruling": RulingForm,
    "withdraw_ruling": WithdrawRulingForm,
    "sign": SignForm,
    "sign_petition": SignPetitionForm,
    "slot": SlotForm,
    "visit": VisitForm,
    "withdraw": WithdrawForm,
    "withdraw_consent": WithdrawConsentForm,
    "written_withdrawal": WrittenWithdrawalForm,
}


__all__ = ["FORMS", "StepForm"]
