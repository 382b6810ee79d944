"""What an authority may vouch for: its extended key usage and name constraints (RFC 5280, 4.2.1.10, 4.2.1.12).

Both apply whether the extension is critical or not: an authority made for web servers, or for the names of one country,
says nothing about a signer here.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.x509.oid import NameOID

from cases.eds.pki import oids
from cases.eds.pki.certificates import Certificate

_ANY = "2.5.29.37.0"
_PURPOSES = frozenset({oids.SIGNING, oids.AUTHENTICATION})

Rdn = frozenset[tuple[str, str]]


def purposes_fit(leaf: Certificate, above: Certificate) -> bool:
    """An authority that names purposes gives no others to those below it, as all verifiers of the web read it."""
    usage = above.extension(x509.ExtendedKeyUsage)
    allowed = {purpose.dotted_string for purpose in usage or ()}
    if usage is None or _ANY in allowed:
        return True
    wanted = leaf.signer.roles & _PURPOSES
    return wanted <= allowed if wanted else bool(allowed & _PURPOSES)


def names_fit(below: Certificate, above: Certificate) -> bool:
    """RFC 5280, 6.1.4 (b): subject and alternative names stand inside what is permitted, outside what is excluded.

    A name of a kind that is constrained and that can not be compared here does not fit.
    """
    limits = above.extension(x509.NameConstraints)
    if limits is None:
        return True
    permitted, excluded = limits.permitted_subtrees or (), limits.excluded_subtrees or ()
    return all(
        not any(_excludes(tree, name) for tree in excluded if _same_kind(name, tree))
        and _permitted(name, [tree for tree in permitted if _same_kind(name, tree)])
        for name in _names(below)
    )


def _excludes(tree: x509.GeneralName, name: x509.GeneralName) -> bool:
    """НУЦ РК writes the country last: a tree that is meant to shut out a country must do so wherever it occurs."""
    if isinstance(name, x509.DirectoryName):
        return set(_rdns(tree.value)) <= set(_rdns(name.value))
    return _within(name, tree, if_unsure=True)


def _permitted(name: x509.GeneralName, trees: list[x509.GeneralName]) -> bool:
    return not trees or any(_within(name, tree, if_unsure=False) for tree in trees)


def _names(certificate: Certificate) -> Iterator[x509.GeneralName]:
    subject = certificate.loaded.subject
    if subject.rdns:
        yield x509.DirectoryName(subject)
    others = certificate.extension(x509.SubjectAlternativeName)
    yield from others or ()
    if others is None or not others.get_values_for_type(x509.RFC822Name):
        for attribute in subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS):
            yield x509.RFC822Name._init_without_validation(str(attribute.value))


def _same_kind(name: x509.GeneralName, tree: x509.GeneralName) -> bool:
    other = isinstance(name, x509.OtherName) and isinstance(tree, x509.OtherName)
    return type(name) is type(tree) and (not other or name.type_id == tree.type_id)  # type: ignore[attr-defined]


def _within(name: x509.GeneralName, tree: x509.GeneralName, *, if_unsure: bool) -> bool:
    """`if_unsure`: the answer of kinds whose subtrees have no rule here."""
    match name:
        case x509.DirectoryName():
            return _starts_with(_rdns(name.value), _rdns(tree.value))
        case x509.RFC822Name():
            return _mail_within(name.value.lower(), tree.value.lower())
        case x509.DNSName():
            return _host_within(name.value.lower(), tree.value.lower().lstrip("."))
        case x509.UniformResourceIdentifier():
            return _uri_within(urlsplit(name.value).hostname or "", tree.value.lower())
        case x509.IPAddress():
            return _address_within(name.value, tree.value)
    return if_unsure


def _rdns(name: x509.Name) -> list[Rdn]:
    """Compared without regard to case and to the number of blanks (RFC 5280, 7.1)."""
    return [
        frozenset((attribute.oid.dotted_string, " ".join(str(attribute.value).casefold().split())) for attribute in rdn)
        for rdn in name.rdns
    ]


def _starts_with(name: list[Rdn], tree: list[Rdn]) -> bool:
    return name[: len(tree)] == tree


def _mail_within(mail: str, tree: str) -> bool:
    if "@" in tree:
        return mail == tree
    host = mail.rpartition("@")[2]
    return host.endswith(tree) if tree.startswith(".") else host == tree


def _host_within(host: str, tree: str) -> bool:
    return not tree or host == tree or host.endswith(f".{tree}")


def _uri_within(host: str, tree: str) -> bool:
    return host.endswith(tree) if tree.startswith(".") else host == tree


def _address_within(address: Any, tree: IPv4Network | IPv6Network) -> bool:
    net = ip_network(address)
    return net.version == tree.version and net.subnet_of(tree)  # type: ignore[arg-type]
