"""What each member of a message means, for who joins a system and reads nothing but the published documents.

A member means the same wherever it stands; where it does not, "Message.member" goes before "member", for what is made
of that message too. "п." is a paragraph of the order. Days are those of Kazakhstan (UTC+5).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cases.gateways.messages import Message

WORDS = {
    "case": "Number of the case in the portal, as HUB-2026-00017; the same from the petition to the card.",
    "stage": "preliminary: before the applicant has come (п. 10-19); final: after it (п. 20-24).",
    "department": "Code of the city whose migration service decides, as astana (п. 2, 10).",
    "in_reply_to": "Idempotency-Key of the portal's question that this answers; empty where it is not known.",
    "text": "Remarks in words, shown to the officer; what was found where something speaks against.",
    "reference": "Number under which the system keeps what it says here, for people to ask after it.",
    # The person (п. 10, 13). Empty where the portal was not told.
    "iin": "IIN (ИИН) of the applicant, 12 digits.",
    "surname": "Surname of the applicant; of a person with one name only, that name.",
    "given_names": "Given names of the applicant; empty where the person has one name only.",
    "patronymic": "Patronymic; empty where there is none.",
    "born_on": "Day of birth; left out where the passport has no whole date.",
    "born_in": "Year, or year and month, of birth (1980, 1980-05) where the passport has no whole date; else empty.",
    "citizenship": "Citizenship: two letters of ISO 3166-1, XX for a stateless person; in older files, words.",
    "passport_number": "Number of the passport with which the applicant comes.",
    # АРМ ГО
    "filed_at": "Moment of filing, which begins the terms of п. 12 and 16.",
    "received_at": "Moment from which the receiver has it.",
    "outcome": "approved or refused: by п. 19 in the preliminary stage, by п. 22 and 24 in the final one.",
    "decided_at": "Moment of the decision.",
    "Result.number": "Number of the preliminary permit (п. 18); empty where none was given.",
    "Receipt.number": "Number of the receipt that АРМ ГО gives.",
    # ИС МП
    "Registration.number": "Number the officer has entered by hand already; empty when the system is to give one.",
    "Registered.number": "Number of the application in ИС МП (п. 12), one for each case.",
    "registered_at": "Moment of the registration.",
    # The checks
    "clear": "true: nothing speaks against the person; for АДИС, the fingerprints are registered (п. 13, 22).",
    "Opinion.clear": "true: approved; false: not approved, and no permit can be given (п. 15, 19).",
    "checked_at": "Moment for which the answer holds.",
    # КНБ
    "mp_number": "Number of the application in ИС МП (п. 12); empty where it is not given yet.",
    "answered_on": "Day of the answer's letter; within 25 calendar days of the request (п. 15).",
    # Беркут
    "since": "First day that matters: that of the preliminary approval (п. 19).",
    "found": "Whether the person has entered Kazakhstan since that day; if not, nothing else here counts.",
    "crossed_on": "Day of the entry into Kazakhstan.",
    "point": "Where the border was crossed.",
    # ПШЭП
    "code": "The portal's code of the payment, given back with every word on it.",
    "codes": "Codes of payments begun and not settled, to be reconciled.",
    "items": "What is known of each code asked about.",
    "kind": "Which duty: prp, for the permit (п. 10); card, for the residence card (п. 26).",
    "amount": "Tenge, with two decimals: what is to be paid, or was. Another sum than the one asked settles nothing.",
    "state": "paid; failed: no money was taken; unknown: there is no such code yet.",
    "paid": "true: the money has arrived; false: the payment failed and no money was taken.",
    "settled_at": "Moment of the payment or of its failure.",
    # The courier
    "courier": "Name of the courier service (п. 21).",
    "waybill": "Number of the waybill with which the originals travel.",
    "sheets": "Sheets in the package.",
    "status": "Where the originals are: with the courier, on the way, delivered, returned to the sender, or lost.",
    "moved_at": "Moment of that movement. The latest counts, in whatever order they are told.",
    "place": "Where it was.",
}


def described(kind: type[Message]) -> dict[str, Any]:
    """Its schema with all words: of its classes on the whole (a dataclass without a docstring has its signature for
    one), of WORDS on its members."""
    ours = [one for one in reversed(kind.__mro__) if issubclass(one, Message)]
    said = [str(one.__doc__) for one in ours if not str(one.__doc__).startswith(f"{one.__name__}(")]
    text = " ".join(" ".join(words.split()) for words in said)
    return ({"description": text} if text else {}) | _told(kind.schema(), [one.__name__ for one in reversed(ours)])


def _told(shape: dict[str, Any], kinds: Sequence[str] = ()) -> dict[str, Any]:
    """`shape` with the words of its members, those of objects inside it as well. KeyError: a member has none."""
    for name, member in shape["properties"].items():
        own = (WORDS[key] for kind in kinds if (key := f"{kind}.{name}") in WORDS)
        member["description"] = next(own, None) or WORDS[name]
        inner = member.get("items", member)
        if "properties" in inner:
            _told(inner)
    return shape
