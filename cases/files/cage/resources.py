"""What pages draw and write with: each thing that they call by a name, down through the forms they draw."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf

# Operands and operators of PDF 32000-1, annex A; `/F1 12 Tf` has a number between.
_CALLS = re.compile(rb"/([^\s/\[\]<>(){}%]+)\s+(?:(Do|gs|sh|cs|CS|scn|SCN)\b|[-+.\d]+\s+(Tf)\b)")
_INLINE = re.compile(rb"\bBI\s[^\0]{2,1000}?\bID\s")
_CATEGORIES = {
    b"Do": "/XObject",
    b"Tf": "/Font",
    b"gs": "/ExtGState",
    b"sh": "/Shading",
    b"cs": "/ColorSpace",
    b"CS": "/ColorSpace",
    b"scn": "/Pattern",
    b"SCN": "/Pattern",
}
# Names that mean themselves.
_BUILT_IN = {"/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern"}
MAX_FORMS = 5_000

Node = pikepdf.Object


@dataclass(slots=True)
class PageReferences:
    """The resources that the content of one page refers to."""

    missing: set[tuple[str, str]] = field(default_factory=set)
    """(category, name) of references that lead nowhere."""
    things: dict[tuple[str, int, int], Node] = field(default_factory=dict)
    """What the other references lead to, each once."""
    inline: list[bytes] = field(default_factory=list)
    """Contents with pictures written into them."""

    def pictures(self) -> Iterator[pikepdf.Stream]:
        """With their masks, which are pictures, too."""
        for thing in self.things.values():
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
                masks = (thing.get("/SMask"), thing.get("/Mask"))
                yield from (thing, *(each for each in masks if isinstance(each, pikepdf.Stream)))


def all_called(pdf: pikepdf.Pdf) -> list[PageReferences]:
    """Page by page."""
    return [references(page) for page in pdf.pages]


def references(page: pikepdf.Page) -> PageReferences:
    """By the page itself, by the forms it draws, and by what is drawn of its comments and fields."""
    page_calls, waiting = PageReferences(), list(_beginnings(page))
    while waiting and len(page_calls.things) < MAX_FORMS:
        content, resources = waiting.pop()
        if _INLINE.search(content):
            page_calls.inline.append(content)
        for category, name in _calls(content):
            thing = _entry(resources, category, name)
            if thing is None:
                page_calls.missing.add((category, name))
            elif isinstance(thing, Node) and _add(page_calls, category, name, thing):
                waiting += [(read(each), own or resources) for each, own in _drawn_within(category, thing)]
    return page_calls


def _beginnings(page: pikepdf.Page) -> Iterator[tuple[bytes, Node]]:
    resources = page.obj.get("/Resources", pikepdf.Dictionary())
    yield b"\n".join(read(stream) for stream in streams(page.obj.get("/Contents"))), resources
    for look in appearances(page):
        yield read(look), look.get("/Resources", resources)


def appearances(page: pikepdf.Page) -> Iterator[pikepdf.Stream]:
    """What is drawn of comments and fields; of several states each."""
    for note in items(page.obj.get("/Annots")):
        look = note.get("/AP", pikepdf.Dictionary()) if isinstance(note, pikepdf.Dictionary) else None
        normal = look.get("/N") if isinstance(look, pikepdf.Dictionary) else None
        states = normal.values() if isinstance(normal, pikepdf.Dictionary) else [normal]
        yield from (each for each in states if isinstance(each, pikepdf.Stream))


def _calls(content: bytes) -> set[tuple[str, str]]:
    written = {(_CATEGORIES[operator or write], spelled_out(name)) for name, operator, write in _CALLS.findall(content)}
    return {each for each in written if each[1] not in _BUILT_IN}


def _entry(resources: object, category: str, name: str) -> object:
    listed = resources.get(category) if isinstance(resources, pikepdf.Dictionary) else None
    return listed.get(name) if isinstance(listed, pikepdf.Dictionary) else None


def _add(page_calls: PageReferences, category: str, name: str, thing: Node) -> bool:
    """False where it is known."""
    number, generation = thing.objgen if thing.is_indirect else (-abs(hash(name)), 0)
    if (key := (category, number, generation)) in page_calls.things:
        return False
    page_calls.things[key] = thing
    return True


def _drawn_within(category: str, thing: Node) -> Iterator[tuple[pikepdf.Stream, Node | None]]:
    """Contents of a form, a pattern, a mask and of the letters of a font (Type 3), each with resources of its own."""
    if isinstance(thing, pikepdf.Stream):
        if category == "/Pattern" or thing.get("/Subtype") == "/Form":
            yield thing, thing.get("/Resources")
        return
    entries = thing if isinstance(thing, pikepdf.Dictionary) else pikepdf.Dictionary()
    mask, letters = entries.get("/SMask"), entries.get("/CharProcs")
    if category == "/ExtGState" and isinstance(mask, pikepdf.Dictionary) and isinstance(mask.get("/G"), pikepdf.Stream):
        yield mask["/G"], mask["/G"].get("/Resources")  # type: ignore[misc]
    if category == "/Font" and isinstance(letters, pikepdf.Dictionary):
        streams = (each for each in letters.values() if isinstance(each, pikepdf.Stream))
        yield from ((each, entries.get("/Resources")) for each in streams)


def streams(contents: object) -> list[pikepdf.Stream]:
    each = items(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return [stream for stream in each if isinstance(stream, pikepdf.Stream)]


def items(value: object) -> list[object]:
    return list(value) if isinstance(value, pikepdf.Array) else []  # type: ignore[call-overload]


def read(stream: Node) -> bytes:
    """Empty where qpdf can not unpack it: the drawing decides then."""
    try:
        return stream.read_bytes(pikepdf.StreamDecodeLevel.specialized)
    except pikepdf.PdfError:
        return b""


def spelled_out(name: bytes) -> str:
    """`#20` means a space in a name."""
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), name)
    return "/" + plain.decode("utf-8", "replace")
