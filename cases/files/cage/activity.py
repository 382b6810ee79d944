"""Everything in a PDF that can act, that refers elsewhere or that reveals its author: scripts, actions, forms of XFA,
attachments, media, references to other files, metadata.

Walked object by object, each nested dictionary too, instead of place by place: an action in a place nobody thought of
is found all the same. Links go as well: an officer's click must not lead out of the portal; their text stays.
Digital signatures are read before (`signed`): they could not survive, since every byte they sign is written again.
"""

from collections.abc import Iterator
from itertools import chain

import pikepdf

from .refusal import Refusal

_KEYS = (
    *("/AA", "/OpenAction", "/JS", "/JavaScript", "/XFA", "/NeedsRendering", "/Perms"),
    *("/EmbeddedFiles", "/EF", "/AF", "/Collection", "/PieceInfo", "/Thumb"),
    *("/RichMediaContent", "/RichMediaSettings", "/Movie", "/Sound", "/3DD", "/3DA", "/Renditions"),
    *("/SpiderInfo", "/URLS", "/IDS", "/FS", "/Metadata", "/DSS"),
)
# The names of a file specification; other things may be called so too, but never as a string.
FILE_NAMES = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
# In a stream's dictionary: data in another file, a page of another document.
_STREAM_KEYS = ("/F", "/FFilter", "/FDecodeParms", "/Ref", "/OPI")
_ACTIONS = {
    *("/JavaScript", "/ECMAScript", "/Launch", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/ResetForm"),
    *("/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView", "/Hide", "/SetOCGState", "/Trans"),
    *("/Thread", "/Named"),
}
MAX_NODES = 500_000

# Dictionaries whose keys are a writer's own words: what a page calls its fonts and pictures by, what a glyph or a state
# of a field is called. A font may well be called /AA there.
_VOCABULARIES = {
    *("/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties", "/CharProcs"),
    *("/N", "/R", "/D"),
}
_DRAWN = {
    *("/Font", "/ExtGState", "/OCG", "/OCMD", "/Pattern", "/Halftone"),
    *("/Form", "/Image", "/Type0", "/Type1", "/Type3", "/TrueType", "/MMType1"),
}

Node = pikepdf.Object
Known = set[tuple[int, int]]


def silence(pdf: pikepdf.Pdf) -> None:
    """In place; raises Refusal when there is more than a document's worth to walk."""
    vocabularies = _vocabularies(pdf)
    for node, is_vocabulary in nodes(pdf):
        if isinstance(node, pikepdf.Dictionary | pikepdf.Stream):
            _strip(node, is_vocabulary or (node.is_indirect and node.objgen in vocabularies))
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]


def _vocabularies(pdf: pikepdf.Pdf) -> Known:
    """Those that are objects of their own, and so met without knowing where they stand. The catalogue and its names
    are none, whoever may point at them."""
    known: Known = set()
    for node, _ in nodes(pdf):
        known |= {child.objgen for key, child in _entries(node) if has_own_keys(key, child)}
    return known - {each.objgen for each in (pdf.Root, pdf.Root.get("/Names")) if isinstance(each, pikepdf.Dictionary)}


def _entries(node: Node) -> list[tuple[str, Node]]:
    return list(node.items()) if isinstance(node, pikepdf.Dictionary | pikepdf.Stream) else []


def has_own_keys(key: str, value: object) -> bool:
    """What says by a name or a string what it is (/Type, /S, /F of a file) is an object, and no list of words."""
    return (
        key in _VOCABULARIES
        and isinstance(value, pikepdf.Dictionary)
        and (key == "/ColorSpace" or not any(isinstance(each, _WORDS) for each in value.values()))
    )


_WORDS = (pikepdf.Name, pikepdf.String)


def nodes(pdf: pikepdf.Pdf) -> Iterator[tuple[Node, bool]]:
    """As `_walk`, of all objects. Raises Refusal for more than MAX_NODES."""
    for count, node in enumerate(chain.from_iterable(map(_walk, pdf.objects)), 1):
        if count > MAX_NODES:
            raise Refusal("too_complex")
        yield node


def _walk(top: Node) -> Iterator[tuple[Node, bool]]:
    """Down through direct children only: what is referred to is an object of its own, met in its turn. A node comes
    before its children in the order in which they are written, with whether its keys are a writer's own words."""
    waiting = [(top, False)]
    while waiting:
        node, is_vocabulary = waiting.pop()
        yield node, is_vocabulary
        if isinstance(node, pikepdf.Array):
            waiting += [(child, False) for child in reversed(list(node)) if _nested(child)]  # type: ignore[call-overload]
        else:
            waiting += [(child, has_own_keys(key, child)) for key, child in _entries(node) if _nested(child)]


def _nested(child: object) -> bool:
    return isinstance(child, pikepdf.Dictionary | pikepdf.Array) and not child.is_indirect  # type: ignore[attr-defined]


def _strip(node: Node, is_vocabulary: bool) -> None:
    if str(node.get("/S", "")) in _ACTIONS:
        doomed = list(node.keys())
    else:
        extra = _STREAM_KEYS if isinstance(node, pikepdf.Stream) else ()
        doomed = [key for key in (*_KEYS, *extra) if key in node]
        doomed += [key for key in FILE_NAMES if key not in doomed and _is_file(node.get(key))]
    for key in doomed:
        if not (is_vocabulary and _is_drawn(node[key])):
            del node[key]


def _is_drawn(value: object) -> bool:
    """A resource of a page. A glyph's stream says nothing of itself; a colour space is a list led by a name."""
    if isinstance(value, pikepdf.Array):
        return len(value) > 0 and isinstance(value[0], pikepdf.Name)  # type: ignore[arg-type]
    if isinstance(value, pikepdf.Stream):
        return value.get("/Type") not in ("/EmbeddedFile", "/Metadata")
    if not isinstance(value, pikepdf.Dictionary):
        return False
    kinds = {str(value.get(key, "")) for key in ("/Type", "/Subtype")}
    return bool(_DRAWN & kinds) or "/PatternType" in value or "/ShadingType" in value


def _is_file(value: object) -> bool:
    """A path, or a dictionary with one (7.11)."""
    if isinstance(value, pikepdf.Dictionary):
        return value.get("/Type") in ("/Filespec", "/F") or any(
            isinstance(value.get(n), pikepdf.String) for n in FILE_NAMES
        )
    return isinstance(value, pikepdf.String)
