"""A page with a sheet and a sign panel, and a program that answers as NCALayer might."""

from __future__ import annotations

import base64
import json
import ssl
import threading
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from cases.eds.sheets import Sheet, canonical, text_digest
from cases.law.calendar import ALMATY
from dnr import urls

GREETING = '{"result":{"version":"1.4"}}'
HANG_UP = "hang up"
TYPED = '"quoted" & <marked>\r\nsecond line'
STATEMENT = canonical({"full_name": "AKHMETOVA AIGERIM", "iin": "900101400010"})
FACTS: dict[str, Any] = {
    "form": "dnr-sheet/1",
    "case": "HUB-2026-00042",
    "version": 17,
    "edition": {"key": "order_2026_241", "number": "№ 241/НҚ"},
    "step": "refuse_preliminary",
    "what": "Қызметтік тексерудің нәтижесі бойынша алдын ала рұқсат беруден бас тарту",
    "paragraph": "19",
    "applicant": {"name": "SCHNEIDER-BRANDENBURG MAXIMILIAN ALEXANDER", "iin": "850505300018"},
    "signer": {"name": "Қуанышбаева Айгүл Нұрланқызы", "iin": "900101400010"},
    "at": datetime(2026, 6, 10, 12, 30, tzinfo=ALMATY).isoformat(),
    "documents": [
        {"kind": "passport", "title": "Шетелдік паспорттың көшірмесі", "sha256": text_digest("1")},
        {"kind": "training", "title": "Біліктілікті арттыру туралы сертификат", "sha256": text_digest("2")},
    ],
    "consents": [{"purpose": "processing", "at": "2026-06-01T10:00:00+05:00", "sha256": text_digest("3")}],
    "annexes": {"statement": text_digest(STATEMENT)},
    "data": {"grounds": ["unknown-code"], "text": "Бірінші жол.\nЕкінші жол.", "empty": ""},
}
SHEET = Sheet(canonical(FACTS), FACTS, {"statement": STATEMENT})
PAGE = """{% extends "base.html" %}{% block title %}Sign{% endblock %}{% block main_class %}page-narrow{% endblock %}
{% block content %}<h1>{{ sheet.facts.what }}</h1>
{% include "components/sheet.html" %}{% include "components/sign_panel.html" %}{% endblock %}"""


def page(request: HttpRequest) -> HttpResponse:
    """GET: sheet and panel. POST: what came, as JSON; the file as text."""
    if request.method == "POST":
        files: dict[str, str] = {name: file.read().decode() for name, file in request.FILES.items()}  # type: ignore[union-attr]
        came = json.dumps(request.POST.dict() | files)
        return HttpResponse(came, content_type="text/plain")
    context = {
        "sheet": SHEET,
        "content_b64": base64.b64encode(SHEET.content).decode(),
        "ncalayer_url": settings.EDS_NCALAYER_URL,
        "iin": "900101400010",
        "bin": None,
        "eku": ["1.3.6.1.5.5.7.3.4", "1.2.398.3.3.4.1.1"],
        "hidden": [("sheet_at", FACTS["at"]), ("text", TYPED)],
        "fallback": True,
        "back": "/",
    } | dict(parse_qsl(request.META["QUERY_STRING"], keep_blank_values=True))
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


urlpatterns = [*urls.urlpatterns, path("signing/", page)]


def self_signed(place: Path) -> None:
    """Writes key and certificate of 127.0.0.1, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, datetime(2026, 1, 1), datetime(2027, 1, 1))
    certificate = made.add_extension(address, critical=False).sign(key, hashes.SHA256())
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    place.write_bytes(plain + certificate.public_bytes(Encoding.PEM))


class Program:
    """Listens on loopback as NCALayer does, greets with `greeting`, and says `answers` to each question."""

    def __init__(self, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self.answers: list[str | bytes] = []
        self.greeting = GREETING
        self.asked: list[dict[str, Any]] = []
        self.left = threading.Event()
        self.server: Server = serve(self._talk, "127.0.0.1", port, ssl=tls, compression=None)
        self.port: int = self.server.socket.getsockname()[1]
        self.url = f"{'wss' if tls else 'ws'}://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def _talk(self, line: ServerConnection) -> None:
        self.left.clear()
        try:
            if self.greeting:
                line.send(self.greeting)
            for question in line:
                self.asked.append(json.loads(question))
                for answer in self.answers:
                    if answer == HANG_UP:
                        return
                    line.send(answer)
        except ConnectionClosed:
            pass
        finally:
            self.left.set()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
