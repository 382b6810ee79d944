"""What is wrong with the settings is reported at the start, not to the first who signs, pays or calls."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_network

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.utils.module_loading import import_string

from cases.eds.pki import anchors, libgcrypt
from cases.eds.revocation import SOURCES
from cases.eds.verify import BACKENDS
from cases.engine.people.signers import LACKING, WORDS, signing_staff
from cases.engine.rulings import deputies
from cases.gateways import registry
from cases.gateways.payment.base import of_a_demo
from cases.gateways.shep import setup
from cases.law.actors import ActingBody
from cases.models import BodyHead, City, ConsentClause, Remedy, searchentry
from cases.models.exchange import SYSTEMS
from cases.net import egress


@register(Tags.security)
def eds(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Names known, anchors readable, libgcrypt at hand, the ministry's БИН set where real petitions are signed."""
    messages: list[CheckMessage] = []
    if settings.EDS_BACKEND not in BACKENDS:
        messages.append(
            Error(f"DNR_EDS_BACKEND: {settings.EDS_BACKEND!r} is none of {', '.join(BACKENDS)}.", id="eds.E001")
        )
    if settings.EDS_UNCHECKED not in ("go_on", "wait"):
        messages.append(Error("DNR_EDS_UNCHECKED is go_on or wait.", id="eds.E002"))
    messages += [Error(f"DNR_EDS_REVOCATION: {name!r} is no source.", id="eds.E003") for name in _strangers()]
    try:
        for folder in settings.EDS_ANCHORS:
            list(anchors.read_folder(folder) if folder.exists() else ())
    except (RuntimeError, OSError) as error:
        messages.append(Error(f"DNR_EDS_ANCHORS: {error}", id="eds.E004"))
    if why := libgcrypt.fault():
        hint = f"Install libgcrypt20, {libgcrypt.OLDEST} or newer: GOST signatures are checked with it."
        messages.append(Error(f"libgcrypt: {why}", hint=hint, id="eds.E005"))
    messages += _gateways()
    if not settings.EDS_MINISTRY_BIN:
        hint = "The order does not tell it; ask the ministry."
        messages.append(Warning("Without DNR_MINISTRY_BIN no petition can be signed.", hint=hint, id="eds.W001"))
    return messages


@register(Tags.security)
def outbound(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    try:
        egress.proxy()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="egress.E001")]
    return []


@register(Tags.database)
def reference(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """What an administrator has still to enter; run with `check --database default` alone, as it reads tables."""
    messages: list[CheckMessage] = []
    if not kwargs.get("databases"):
        return messages
    try:
        for code, why in ConsentClause.operator_faults():
            words = f"The operator of the consent (para. 4) is not named: {why} Outside a demo nobody can consent."
            hint = f"Mend it in the clause {code!r} of the consent, in the administration."
            messages.append(Warning(words, hint=hint, id="reference.W001"))
        for name, lacking in LACKING.items():
            if count := signing_staff().filter(lacking).count():
                messages.append(Warning(f"{count} accounts: {WORDS[name]}", id="reference.W002"))
        messages += [*_deputies(), *_addresses(), *_higher(), *_heads(), *_search()]
    except DatabaseError:  # before the first migration
        return []
    return messages


def _deputies() -> list[CheckMessage]:
    hint = "Give a head and a deputy an account each, with the role of a head, in the administration."
    names = {city.code: str(city) for city in City.objects.all()}
    return [
        Warning(
            f"{ActingBody(body).label}{f', {names[city]}' if city else ''}: {count} of {deputies.NEEDED} heads. What "
            "one records on a complaint or for a court, no other confirms, and the act stands.",
            hint=hint,
            id="reference.W003",
        )
        for (_role, city, body), count in deputies.too_few_heads().items()
    ]


def _addresses() -> list[CheckMessage]:
    bodies = Remedy.without_address()
    words = (
        f"No address is entered of: {', '.join(bodies)}. Letters and the cabinet can not say where a complaint goes."
    )
    hint = "Enter it in the remedies or, of a department, in its city, in the administration."
    return [Warning(words, hint=hint, id="reference.W004")] if bodies else []


def _higher() -> list[CheckMessage]:
    bodies = Remedy.without_higher()
    words = (
        f"No higher body is entered of: {', '.join(bodies)}. Their letters send the complaint to the body itself, and "
        "name nobody to whom it goes on."
    )
    hint = "Enter it in the remedies, in Russian and in Kazakh, in the administration."
    return [Warning(words, hint=hint, id="reference.W005")] if bodies else []


def _heads() -> list[CheckMessage]:
    bodies = BodyHead.nameless()
    words = (
        f"No head is named of: {', '.join(bodies)}. An act that the portal makes by itself says that the head answers "
        "for it, and not who that is."
    )
    hint = "Enter name and position, in Russian and in Kazakh, in the heads of bodies, in the administration."
    return [Warning(words, hint=hint, id="reference.W006")] if bodies else []


def _search() -> list[CheckMessage]:
    messages: list[CheckMessage] = []
    if searchentry.cases_without_entry().exists():
        hint = "Run manage.py rebuild_search."
        messages.append(Warning("The search does not find every case: rows are missing.", hint=hint, id="search.W001"))
    if not searchentry.is_indexed():
        hint = "Have CREATE EXTENSION pg_trgm run by who may, then run manage.py rebuild_search."
        messages.append(Warning("The search has no index: each one reads all rows.", hint=hint, id="search.W002"))
    return messages


def _gateways() -> list[CheckMessage]:
    """A block of ШЭП that could not be used is reported now, by the name of what is wrong and without its secrets."""
    messages: list[CheckMessage] = []
    for system in SYSTEMS:
        if registry.transport(system) == "shep":
            try:
                setup.read(system, registry.settings_of(system))
            except ImproperlyConfigured as error:
                messages.append(Error(str(error), id="gateways.E001"))
    return messages


def _strangers() -> list[str]:
    def known(name: str) -> bool:
        try:
            return name in SOURCES or callable(import_string(name))
        except ImportError:
            return False

    return [name for name in settings.EDS_REVOCATION if not known(name)]


@register(Tags.security)
def payment(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    if settings.DEMO or not of_a_demo(settings.PAYMENT_GATEWAY):
        return []
    return [Error("PAYMENT_GATEWAY: this one moves no money, and is for the demo alone.", id="payment.E001")]


@register(Tags.security)
def api(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Networks that are none would refuse every call, or every webhook, one by one."""
    messages: list[CheckMessage] = []
    for name in ("TRUSTED_PROXIES", "API_WEBHOOK_NETWORKS"):
        for network in getattr(settings, name):
            try:
                ip_network(network)
            except ValueError as error:
                messages.append(Error(f"DNR_{name}: {error}", id="api.E001"))
    return messages
