"""ЭЦП: who checks signatures, whom they trust, how long things are good for. See docs/decisions/signatures.md."""

from pathlib import Path

from dnr.settings.base import DEMO, PUBLIC_URL, VAR, env

#: Who verifies signatures: `builtin`, the portal itself, or `ncanode`, an NCANode v3.
EDS_BACKEND = env.str("DNR_EDS_BACKEND", default="builtin")
#: Where that NCANode answers.
NCANODE_URL = env.str("NCANODE_URL", default="http://127.0.0.1:14579").rstrip("/")

# The demo's authority and its people's keys, made at the first run. Outside the demo nobody reads it.
EDS_KEYS = VAR / "eds"
#: Folders of further certificates to trust (PEM or DER), by comma, besides the shipped ones of НУЦ РК (GOST, 2022).
# The demo's authority is trusted in the demo alone.
EDS_ANCHORS = [Path(folder) for folder in env.list("DNR_EDS_ANCHORS", default=[])]
EDS_CRLS: dict[str, str] = {}
if DEMO:
    EDS_ANCHORS.append(EDS_KEYS / "anchors")

#: Who is asked whether a certificate is revoked, in this order, until one answers. Empty: every signature stays
#: "not yet checked".
EDS_REVOCATION = env.list("DNR_EDS_REVOCATION", default=["ocsp", "crl"])
if DEMO:
    EDS_REVOCATION.insert(0, "demo.register.find")
#: The OCSP responder. [as the certificate says]
EDS_OCSP_URL = env.str("DNR_EDS_OCSP_URL", default="")
#: Seconds for an answer about revocation: somebody waits at a button meanwhile.
EDS_HTTP_TIMEOUT = env.float("DNR_EDS_HTTP_TIMEOUT", default=5.0)
#: When nobody can say whether a certificate is revoked: `go_on` takes the step and asks again later, `wait`
#: refuses it.
EDS_UNCHECKED = env.str("DNR_EDS_UNCHECKED", default="go_on")

#: Seconds by which a signer's clock may differ from ours.
EDS_CLOCK_SKEW = env.int("DNR_EDS_CLOCK_SKEW", default=300)
#: Minutes for which a sheet shown may be signed.
EDS_SHEET_MINUTES = env.int("DNR_EDS_SHEET_MINUTES", default=60)
#: Refusals, grants and returns are signed by ЭЦП: an act is in writing (art. 78 of the АППК), an electronic one bears a
#: signature. The order itself asks it of petition and анкета only.
EDS_SIGNED_DECISIONS = env.bool("DNR_EDS_SIGNED_DECISIONS", default=True)

#: The БИН in the certificate of who signs the ministry's petition (п. 8); without it no petition is accepted. [none]
# The order does not name it.
EDS_MINISTRY_BIN = env.str("DNR_MINISTRY_BIN", default="241000000301" if DEMO else "")

#: Where the visitor's own NCALayer listens: the one outside address pages may connect to.
EDS_NCALAYER_URL = env.str("DNR_NCALAYER_URL", default="wss://127.0.0.1:13579")

#: Signing and signing in on a telephone by eGov Mobile is offered. Its operator has to list the portal's domain first,
#: else the application goes no further (docs/signatures.md). [`False`; in a demo `True`]
EDS_MOBILE = env.bool("DNR_EGOV_MOBILE", default=DEMO)
#: Minutes for which a QR code of eGov Mobile may be answered.
EDS_MOBILE_MINUTES = env.int("DNR_EGOV_MOBILE_MINUTES", default=5)
#: The БИН of the organisation that the telephone names as asking. [none]
EDS_MOBILE_BIN = env.str("DNR_EGOV_MOBILE_BIN", default=EDS_MINISTRY_BIN)
#: SIGEX, an intermediary between portal and telephone, where the operator has not listed the portal's domain: its
#: address. What is signed passes it. [none, off]
EDS_SIGEX_URL = env.str("DNR_SIGEX_URL", default="").rstrip("/")
_MGOV = "https://m.egov.kz/mobileSign/?link={link}&isi=1476128386&ibi=kz.egov.mobile&apn=kz.mobile.mgov"
#: The link that opens the application on the same telephone; `{link}` is the address of the request. [that of eGov
#: Mobile; in a demo its stand-in]
EDS_MOBILE_LINK = env.str("DNR_EGOV_MOBILE_LINK", default=f"{PUBLIC_URL}/telephone/?code={{link}}" if DEMO else _MGOV)
