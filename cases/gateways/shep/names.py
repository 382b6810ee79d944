"""Namespaces, algorithms and codes as they stand on the wire.

Sources: domain 2 (SyncChannel: read in NCANode; AsyncChannel: generated JAXB classes), SOAP 1.1, WS-Security 1.0
with its X.509 Token Profile 1.0, XML Signature. What no source documents is not here.
"""

from __future__ import annotations

from uuid import UUID, uuid5

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SYNC = "http://bip.bee.kz/SyncChannel/v10/Types"
ASYNC = "http://bip.bee.kz/AsyncChannel/v10/Types"
CLIENT = "http://bip.bee.kz/AsyncChannel/v10/Types/Client"
"""The same sendMessage as it arrives at the endpoint that is called back."""

DS = "http://www.w3.org/2000/09/xmldsig#"
_OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss"
WSSE = f"{_OASIS}-wssecurity-secext-1.0.xsd"
WSU = f"{_OASIS}-wssecurity-utility-1.0.xsd"
X509_V3 = f"{_OASIS}-x509-token-profile-1.0#X509v3"
BASE64 = f"{_OASIS}-soap-message-security-1.0#Base64Binary"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"

OURS = "urn:dnr:gateways:1"
"""Our own payloads; each system adds its key. The number changes with what is incompatible."""

ENVELOPE, HEADER, BODY, FAULT = (f"{{{SOAP}}}{name}" for name in ("Envelope", "Header", "Body", "Fault"))
MUST_UNDERSTAND = f"{{{SOAP}}}mustUnderstand"
SECURITY, TOKEN_REFERENCE, KEY_IDENTIFIER, DIRECT, BINARY_TOKEN = (
    f"{{{WSSE}}}{name}"
    for name in ("Security", "SecurityTokenReference", "KeyIdentifier", "Reference", "BinarySecurityToken")
)
ID, TIMESTAMP, CREATED, EXPIRES = (f"{{{WSU}}}{name}" for name in ("Id", "Timestamp", "Created", "Expires"))

GOST = ("urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gost", "http://www.w3.org/2001/04/xmldsig-more#gost")
"""How the names of Kazakhstan's algorithms begin (domain 1): no open library signs XML with them."""

DONE = "SCSS001"
"""Message has been processed successfully (domain 2)."""

AGAIN = frozenset({"SCE909"})
"""Internal error: not final."""

FINAL = frozenset({"SCE001", "SCE004", "SCE005", "SCE006", "SCE007", "SCE015", "SCE016", "SCE017"})
"""Wrong format, no such service; signature of the message out of date, wrong, missing; the same of the data inside.

Both sets as a public implementer of the channel answers them (ИС УМОСК); the whole list of ШЭП is not public. Any
other code in a status is a refusal, and in a fault as its faultcode says.
"""

_ROOT = UUID("5c1d5b0e-6f0a-5d3c-9a53-0b4f2c7f6f11")
"""Any number would do, but it must stay: the names made of it do."""


def message_id(system: str, key: str) -> str:
    """messageId and correlationId of our request with this idempotency key: the same for every attempt."""
    return str(uuid5(_ROOT, f"{system}:{key}"))
