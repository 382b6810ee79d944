"""XML that strangers send, parsed so that nothing but a tree comes of it; and how a tree is read."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from lxml import etree

from cases.gateways.contract import Malformed

Element = Any
"""lxml ships no types."""

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
_LONGEST = 256
_ATTRIBUTES = 64
"""Of one element. Canonicalisation sorts each in among the others: 90,000 of them, one MiB, take it a minute, and that
of a sender who has signed nothing yet."""


def parser() -> Any:
    """No network, no DTD, no entities, no huge trees, and UTF-8 whatever the document says of itself: another
    encoding would hide a DTD from the look at the bytes."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
        strip_cdata=True,
    )


def parse(raw: bytes, limit: int) -> Element:
    """The root. Malformed: longer than `limit` bytes, no UTF-8, a DTD, no XML, or too many attributes."""
    if len(raw) > limit:
        raise Malformed(f"too large: more than {limit} bytes")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("not UTF-8") from error
    # SOAP 1.1, 3: a message has no DTD. Refused before the parser, for it expands entities in attributes.
    if "<!DOCTYPE" in text or "\0" in text:
        raise Malformed("a DTD, or no UTF-8")
    try:
        root = etree.fromstring(raw, parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Malformed(f"no XML: {error}"[:_LONGEST]) from error
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.externalDTD is not None or next(root.iter(etree.Entity), None) is not None:
        raise Malformed("a DTD or an entity")
    if any(len(element.attrib) > _ATTRIBUTES for element in root.iter(etree.Element)):
        raise Malformed(f"an element of more than {_ATTRIBUTES} attributes")
    return root


def only_child(parent: Element, tag: str) -> Element:
    """The one child of this tag."""
    element = optional_child(parent, tag)
    if element is None:
        raise Malformed(f"{_local(tag)} is missing in {_local(parent.tag)}")
    return element


def optional_child(parent: Element, tag: str) -> Element | None:
    """The child of this tag, or none. Two of them are refused: which one counts, another reader may see otherwise."""
    elements = parent.findall(tag)
    if len(elements) > 1:
        raise Malformed(f"{_local(tag)} stands twice in {_local(parent.tag)}")
    return elements[0] if elements else None


def child_text(parent: Element, tag: str) -> str:
    """What the child says, without the white space around it; "" where there is none."""
    element = optional_child(parent, tag)
    if element is None:
        return ""
    if len(element):
        raise Malformed(f"{_local(tag)} holds elements")
    content = (element.text or "").strip()
    if len(content) > 4096:
        raise Malformed(f"{_local(tag)} is too long")
    return content


def child_moment(parent: Element, tag: str) -> datetime:
    """An xs:dateTime with its offset: without one nobody can tell when it was."""
    content = child_text(parent, tag)
    try:
        if _DATE_TIME.fullmatch(content):
            return datetime.fromisoformat(content)
    except ValueError:
        pass
    raise Malformed(f"{_local(tag)} is no moment with an offset")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2][:64]
