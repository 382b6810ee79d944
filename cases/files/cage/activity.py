"""Everything in a PDF that can act, that lies elsewhere or that tells of its maker: scripts, actions, forms of XFA,
attachments, media, references to other files, metadata.

Walked object by object, each nested dictionary too, instead of place by place: an action in a place nobody thought of
is found all the same. Links go as well: an officer's click must not lead out of the portal; their text stays.
Digital signatures are read before (`signed`): they could not survive, since every byte they sign is written anew.
"""

import pikepdf

from .refusal import Refusal

_KEYS = (
    *("/AA", "/OpenAction", "/JS", "/JavaScript", "/XFA", "/NeedsRendering", "/Perms"),
    *("/EmbeddedFiles", "/EF", "/AF", "/Collection", "/PieceInfo", "/Thumb"),
    *("/RichMediaContent", "/RichMediaSettings", "/Movie", "/Sound", "/3DD", "/3DA", "/Renditions"),
    *("/SpiderInfo", "/URLS", "/IDS", "/FS", "/Metadata", "/DSS"),
)
# The names of a file specification; other things may be called so too, but never as a string.
_FILE_NAMES = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
# In a stream's dictionary: data kept in another file, a page of another document.
_STREAM_KEYS = ("/F", "/FFilter", "/FDecodeParms", "/Ref", "/OPI")
_ACTIONS = {
    *("/JavaScript", "/ECMAScript", "/Launch", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/ResetForm"),
    *("/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView", "/Hide", "/SetOCGState", "/Trans"),
    *("/Thread", "/Named"),
}
MAX_NODES = 500_000

Node = pikepdf.Object


def silence(pdf: pikepdf.Pdf) -> None:
    """In place; raises Refusal when there is more than a document's worth to walk."""
    left = MAX_NODES
    for thing in pdf.objects:
        left = _walk(thing, left)
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]


def _walk(top: Node, left: int) -> int:
    """Down through direct children only: what is referred to is an object of its own, met in its turn."""
    waiting = [top]
    while waiting:
        node = waiting.pop()
        left -= 1
        if left < 0:
            raise Refusal("too_complex")
        if isinstance(node, pikepdf.Dictionary | pikepdf.Stream):
            _strip(node)
            waiting += [child for _, child in node.items() if _nested(child)]
        elif isinstance(node, pikepdf.Array):
            waiting += [child for child in node if _nested(child)]  # type: ignore[misc]
    return left


def _nested(child: object) -> bool:
    return isinstance(child, pikepdf.Dictionary | pikepdf.Array) and not child.is_indirect  # type: ignore[attr-defined]


def _strip(node: Node) -> None:
    if str(node.get("/S", "")) in _ACTIONS:
        doomed = list(node.keys())
    else:
        extra = _STREAM_KEYS if isinstance(node, pikepdf.Stream) else ()
        doomed = [key for key in (*_KEYS, *extra) if key in node]
        doomed += [key for key in _FILE_NAMES if key not in doomed and _is_file(node.get(key))]
    for key in doomed:
        del node[key]


def _is_file(value: object) -> bool:
    """A path, or a dictionary that holds one (7.11)."""
    if isinstance(value, pikepdf.Dictionary):
        return value.get("/Type") in ("/Filespec", "/F") or any(
            isinstance(value.get(n), pikepdf.String) for n in _FILE_NAMES
        )
    return isinstance(value, pikepdf.String)
