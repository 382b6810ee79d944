"""Requests and answers of the contracts as XML, and the schema that is published for them.

One namespace a system (`urn:dnr:gateways:1:ibd`), one element an operation: `check` with our `key` is the request,
`checkAnswer` with `in_reply_to` the answer, `answer` with a `key` of theirs what a system reports by itself, and where
a name goes both ways `crossingTold`. Members are elements in the order of the contract; a list is its element repeated;
what is null is left out. The JSON Schema of the message (`Message.schema`) has the types, so a contract is written
once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from lxml import etree

from cases.gateways import contract
from cases.gateways.contract import Fault, Malformed, Message, Operation
from cases.gateways.shep import names
from cases.gateways.shep.reading import Element

_XS = "http://www.w3.org/2001/XMLSchema"
_KEY = r"[!-~]{1,100}"
"""Of an idempotency key: what fits into an HTTP header as well."""

_OF_NAMES = ("SCHEMAV_ELEMENT_CONTENT", "SCHEMAV_CVC_COMPLEX_TYPE")
"""Faults of which libxml2 says no more than names of elements and attributes."""

_FORMATS = {"date": "date", "date-time": "dateTime"}


def request_name(operation: Operation) -> str:
    return f"{{{namespace(operation.system)}}}{operation.name}"


def answer_name(operation: Operation) -> str:
    return f"{request_name(operation)}Answer"


def namespace(system: str) -> str:
    return f"{names.OURS}:{system}"


def write(name: str, kind: type[Message], data: dict[str, Any], **ties: str) -> Element:
    """`data`: JSON of `kind`. `ties`: `key`, `in_reply_to`. Malformed where a text is not for XML."""
    root = etree.Element(name, {**ties}, nsmap={None: name[1:].partition("}")[0]})
    try:
        _write(root, kind.json_schema(), data)
    except ValueError as error:
        raise Malformed(f"the request can not be written as XML: {error}") from error
    return root


def _write(parent: Element, shape: dict[str, Any], data: dict[str, Any]) -> None:
    space = parent.tag.rpartition("}")[0]
    for name, member in shape["properties"].items():
        value = data.get(name)
        many = value if isinstance(value, list) else [] if value is None else [value]
        for entry in many:
            element = etree.SubElement(parent, f"{space}}}{name}")
            inner = member.get("items", member)
            if isinstance(entry, dict):
                _write(element, inner, entry)
            else:
                element.text = ("false", "true")[entry] if isinstance(entry, bool) else str(entry)


def read(element: Element, kind: type[Message]) -> Message:
    """The message in `element`, which is one of its system's schema. Malformed, with the place of each fault."""
    space = etree.QName(element).namespace or ""
    schema = compiled(space.removeprefix(f"{names.OURS}:"))
    if schema is None or etree.QName(element).namespace != space or not space.startswith(names.OURS):
        raise Malformed(f"the payload is not of the namespace {names.OURS}")
    # A tree of its own: a schema judges whole documents.
    alone = etree.fromstring(etree.tostring(element, with_tail=False))
    if not schema.validate(alone):
        raise Malformed([_fault(error) for error in schema.error_log][:5] or "not of the schema")
    return kind.from_json(_object(alone, kind.json_schema()))


def _fault(error: Any) -> Fault:
    """A text about a value quotes it, and it may be a person's: then the rule alone (XML Schema 1, appendix C)."""
    where, _colon, why = error.message.partition(": ")
    if not error.type_name.startswith(_OF_NAMES):
        why = error.type_name.removeprefix("SCHEMAV_").lower().replace("_", "-")
    return Fault(error.path or "", f"{where}: {why}"[:200])


def _object(element: Element, shape: dict[str, Any]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for child in element:
        name = etree.QName(child).localname
        member = shape["properties"][name]
        if "items" in member:
            members.setdefault(name, []).append(_value(child, member["items"]))
        else:
            members[name] = _value(child, member)
    lists = [name for name, member in shape["properties"].items() if "items" in member]
    return members | {name: [] for name in lists if name not in members}


def _value(element: Element, shape: dict[str, Any]) -> Any:
    kind = _type(shape)
    if kind == "object":
        return _object(element, shape)
    content = element.text or ""
    if kind == "boolean":
        return content.strip() in ("true", "1")
    if kind == "integer":
        return int(content)
    return content.strip() if "format" in shape else content


def _type(shape: dict[str, Any]) -> str:
    kind = shape["type"]
    return next(name for name in kind if name != "null") if isinstance(kind, list) else kind


def published(system: str) -> bytes:
    """The XML Schema of a system's operations, both directions, as a document."""
    root = etree.Element(
        f"{{{_XS}}}schema",
        {"targetNamespace": namespace(system), "elementFormDefault": "qualified"},
        nsmap={"xs": _XS, None: namespace(system)},
    )
    for name, kind, ties in _elements(system):
        element = etree.SubElement(root, f"{{{_XS}}}element", name=name)
        _complex(element, kind.json_schema(), ties)
    raw: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return raw


def _elements(system: str) -> Iterator[tuple[str, type[Message], tuple[str, ...]]]:
    for of, operation in contract.OPERATIONS.items():
        if of[0] == system:
            yield operation.name, operation.request, ("key",)
            if operation.answer:
                yield f"{operation.name}Answer", operation.answer, ("in_reply_to",)
    for of, operation in contract.INBOUND.items():
        if of[0] == system:
            yield etree.QName(notification_name(operation)).localname, operation.request, ("key",)


def find(element: Element) -> tuple[Operation, bool]:
    """The operation whose message `element` is, and whether it is the answer to one that we sent. Malformed."""
    for operation in contract.INBOUND.values():
        if element.tag == notification_name(operation):
            return operation, False
    for operation in contract.OPERATIONS.values():
        if operation.answer and element.tag == answer_name(operation):
            return operation, True
    raise Malformed(f"no message of the contracts: {element.tag[:100]}")


def notification_name(operation: Operation) -> str:
    """The element in which a system sends us `operation` (of INBOUND)."""
    both = (operation.system, operation.name) in contract.OPERATIONS
    return f"{request_name(operation)}Told" if both else request_name(operation)


@lru_cache(maxsize=32)
def compiled(system: str) -> Any:
    """The schema to validate with; None for a system that has no operations."""
    if not any(of[0] == system for of in (*contract.OPERATIONS, *contract.INBOUND)):
        return None
    return etree.XMLSchema(etree.fromstring(published(system)))


def _complex(parent: Element, shape: dict[str, Any], ties: Iterable[str] = ()) -> None:
    inside = etree.SubElement(parent, f"{{{_XS}}}complexType")
    members = etree.SubElement(inside, f"{{{_XS}}}sequence")
    for name, member in shape["properties"].items():
        inner = member.get("items", member)
        many = "items" in member
        how = {"name": name, "minOccurs": "1" if name in shape.get("required", ()) and not many else "0"}
        if many:
            how["maxOccurs"] = str(member.get("maxItems", "unbounded"))
        element = etree.SubElement(members, f"{{{_XS}}}element", how)
        (_complex if _type(inner) == "object" else _simple)(element, inner)
    for tie in ties:
        attribute = etree.SubElement(inside, f"{{{_XS}}}attribute", name=tie, use="required")
        _restricted(attribute, "string", [("pattern", _KEY)])


def _simple(element: Element, shape: dict[str, Any]) -> None:
    kind = _type(shape)
    if kind in ("boolean", "integer"):
        limits = [("minInclusive", shape.get("minimum")), ("maxInclusive", shape.get("maximum"))]
        _restricted(element, kind, [(name, str(value)) for name, value in limits if value is not None])
        return
    base = _FORMATS.get(shape.get("format", ""), "string")
    facets = [("maxLength", str(shape["maxLength"]))] if "maxLength" in shape else []
    facets += [("enumeration", value) for value in shape.get("enum", ())]
    if "pattern" in shape:
        facets.append(("pattern", _xsd_pattern(shape["pattern"])))
    _restricted(element, base, facets)


def _restricted(parent: Element, base: str, facets: Iterable[tuple[str, str]]) -> None:
    simple = etree.SubElement(parent, f"{{{_XS}}}simpleType")
    restriction = etree.SubElement(simple, f"{{{_XS}}}restriction", base=f"xs:{base}")
    for name, value in facets:
        etree.SubElement(restriction, f"{{{_XS}}}{name}", value=value)


def _xsd_pattern(pattern: str) -> str:
    """XML Schema anchors by itself, and its \\d is every digit of Unicode."""
    return re.sub(r"\\d", "[0-9]", pattern.removeprefix("^").removesuffix("$"))
