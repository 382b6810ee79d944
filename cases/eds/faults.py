"""Every reason for which a signature is refused, each with its sentence: what is wrong, and what to do about it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FAULTS: dict[str, Promise] = {
    # the shape of what came
    "empty": _("No signature came. Sign once more."),
    "too_large": _(
        "This is too large for a signature: %(limit)s KB at most. Choose the signature file, not the document."
    ),
    "not_base64": _(
        "What came is not a signature: it is not Base64. Sign once more; do not change what NCALayer gives."
    ),
    "not_cms": _("What came is not a signature in the CMS format (RFC 5652)."),
    "not_certificate": _("This is neither a certificate (PEM or DER) nor a signature (CMS) with one."),
    "no_signer": _("Nobody has signed this: the CMS holds no signature."),
    "two_signers": _("More than one signature came: exactly one is needed."),
    "no_certificate": _(
        "The signer's certificate is not in the signature. Sign once more with the certificate included."
    ),
    "other_certificate": _("The certificate in the signature is not the one it was signed with."),
    "malformed": _("The signature is damaged: a part of it that must be there is missing or wrong."),
    # what a telephone brings back
    "mobile_shape": _("The telephone sent back something else than the documents that it was shown."),
    "mobile_documents": _("The telephone sent back other documents than it was shown."),
    "mobile_spent": _("This request has been answered already, or was stopped."),
    "mobile_large": _("The telephone sent back more than a signature can be."),
    "mobile_relay": _(
        "The intermediary of eGov Mobile (SIGEX) does not answer as it should. Nothing is lost: sign by NCALayer, or "
        "try again later."
    ),
    # what was signed
    "wrong_content": _(
        "Something else was signed than what the portal asked for. Open the page again and sign what it shows."
    ),
    "altered": _("The signed text was changed after it was signed."),
    "signature": _("The signature does not fit the text and the certificate: it is damaged or forged."),
    # algorithms
    "gost_2004": _(
        "This key is of GOST 34.310-2004, which is not accepted any more. Get a new electronic "
        "signature (ЭЦП, GOST 34.10-2015) from НУЦ РК at pki.gov.kz or in a public service centre."
    ),
    "algorithm": _("This signature uses an algorithm that is not accepted: %(oid)s."),
    "point": _("The public key in the certificate is damaged: it is no point of the GOST curve."),
    # the certificate
    "unknown_issuer": _(
        "The certificate was not issued by НУЦ РК or another authority this portal trusts: %(issuer)s. "
        "Choose the key that НУЦ РК has issued to you, and sign again."
    ),
    "chain": _("The chain from the certificate to the certification authority does not hold."),
    "expired": _("The certificate expired on %(day)s. Renew your electronic signature (ЭЦП) and sign again."),
    "not_yet_valid": _("The certificate is valid only from %(day)s."),
    "revoked": _("The certificate was revoked on %(day)s. Get a new electronic signature (ЭЦП) and sign again."),
    "never_issued": _(
        "The authority answers that it has not issued this certificate. If it is less than a day old, try again later; "
        "else get a new electronic signature (ЭЦП)."
    ),
    "revocation_waits": _(
        "Whether your certificate is revoked can not be asked at the moment: the authority does not answer. Nothing is "
        "lost: try again in some minutes."
    ),
    # the purpose
    "usage": _(
        "This certificate is not made for signing in or signing: use a key of НУЦ РК for natural persons or officials."
    ),
    "auth_certificate": _(
        "This is a certificate for signing in (AUTH). Documents are signed with the key for signing (RSA or GOST)."
    ),
    "not_individual": _(
        "An applicant signs as a natural person: this certificate belongs to an organisation's employee."
    ),
    "not_legal": _("An official signs with the key of the organisation: this certificate belongs to a natural person."),
    "no_right_to_sign": _(
        "The ministry's petition is signed by its head or who has the right to sign: this certificate gives neither."
    ),
    "other_organisation": _("The BIN in the certificate (%(bin)s) is not that of the organisation that must sign."),
    "bin_not_set": _(
        "The BIN of the organisation that must sign is not set on this portal. Please tell its administrator."
    ),
    # the person
    "no_iin": _("There is no IIN in the certificate: whose it is cannot be known."),
    "other_iin": _(
        "This is another person's electronic signature (ЭЦП): the IIN in the certificate is not that of this account."
    ),
    "account_without_iin": _(
        "No IIN is entered for your account, so a signature can not be recognised as yours. "
        "Please tell the administrator."
    ),
    # time
    "clock_ahead": _(
        "The clock of the signer's computer runs ahead: the signature says %(moment)s. "
        "Set the clock right and sign again."
    ),
    "clock_behind": _(
        "The signature says %(moment)s, which is before it was asked for. Set the clock right and sign again."
    ),
    "sheet_old": _("Too much time has passed since the page was opened. Look at what you sign once more, and sign."),
    # challenges of the sign-in
    "challenge_unknown": _("This sign-in was not begun in this browser. Open the sign-in page again."),
    "challenge_used": _("This signature was used to sign in already: each one opens the portal once. Sign in again."),
    "challenge_expired": _("More than five minutes have passed. Sign in again."),
    # accounts
    "account_closed": _("This account is closed. If you think it should not be, write to the portal's administrator."),
    "applicants_only": _(
        "There is no account with the IIN of this certificate. Applicants sign in as natural persons: choose the key "
        "of a natural person, not of an organisation's employee."
    ),
    "iin_digits": _(
        "The IIN in the certificate has a slip: its last digit does not fit the others. No account can be opened with "
        "it: ask the public service centre that issued the electronic signature (ЭЦП)."
    ),
    "no_name": _("There is no name in the certificate, so no account can be opened with it."),
    "long_name": _(
        "A part of the name in the certificate is longer than %(limit)s signs, which this portal can not keep whole. "
        "Please write to its administrator: the name must not be cut."
    ),
    "password_first": _("This account opens by password, code and ЭЦП together. Begin with the password."),
    # the means
    "required": _("This step is signed by ЭЦП (para. %(paragraph)s): without a verified signature it is not taken."),
    "unavailable": _("Signatures can not be checked at the moment. Nothing is lost: try again in some minutes."),
}
