"""What a PDF refers to and does not have: references to objects that are nowhere in the file.

pikepdf does not show them: a key whose object is missing is as if it were not there. So they are looked for in the
bytes, and a page has lost something where it lacks what such a key stood for.
"""

import re

import pikepdf

from .refusal import Refusal
from .resources import PageReferences, items, read, spelled_out

_REFERENCE = re.compile(rb"/([^\s/\[\]<>(){}%]+)\s*(\d{1,7})\s+(\d{1,5})\s+R\b")
# What a picture or a font is made of besides itself.
_OF_PICTURES = {"/SMask", "/Mask", "/ColorSpace"}
_OF_FONTS = {"/FontDescriptor", "/DescendantFonts", "/CharProcs", "/Encoding"}
_FONT_FILES = {"/FontFile", "/FontFile2", "/FontFile3"}


def dangling(pdf: pikepdf.Pdf, data: bytes) -> set[str]:
    """Keys somewhere in `data`, the file as it came, whose object is not there."""
    packed = (each for each in pdf.objects if isinstance(each, pikepdf.Stream) and each.get("/Type") == "/ObjStm")
    references = _REFERENCE.findall(b"\n".join([data, *map(read, packed)]))
    objects = {(int(number), int(generation)) for _, number, generation in references}
    nowhere = {each for each in objects if pdf.get_object(each) is None}
    return {spelled_out(name) for name, number, generation in references if (int(number), int(generation)) in nowhere}


def losses(pdf: pikepdf.Pdf, data: bytes, page_calls: list[PageReferences]) -> list[int]:
    """For each page, how much of it is not there. `page_calls`: what each calls."""
    keys = dangling(pdf, data)
    return [_lost(page, called, keys) for page, called in zip(pdf.pages, page_calls, strict=True)]


def check_all_there(pdf: pikepdf.Pdf, data: bytes, page_calls: list[PageReferences]) -> None:
    for number, lost in enumerate(losses(pdf, data, page_calls), start=1):
        if lost:
            raise Refusal("page_lacks", page=number)


def _lost(page: pikepdf.Page, calls: PageReferences, keys: set[str]) -> int:
    """A picture that is called and in no list counts as well; a font in no list is an oddity of the writer's: viewers
    take another."""
    names = sum(
        category == "/XObject" or bool({category, name, "/Resources"} & keys) for category, name in calls.missing
    )
    contents = page.obj.get("/Contents")
    lost = items(contents).count(None) + (contents is None and "/Contents" in keys)
    if not keys:
        return names + lost
    return names + lost + _looks_lost(page, keys) + sum(_parts_lost(each, keys) for each in calls.things.values())


def _looks_lost(page: pikepdf.Page, keys: set[str]) -> int:
    """Drawings of fields and comments."""
    listed = page.obj.get("/Annots")
    notes = [each for each in items(listed) if isinstance(each, pikepdf.Dictionary)]
    without = sum("/AP" not in note for note in notes) * ("/AP" in keys)
    hollow = sum("/AP" in note and "/N" not in note["/AP"] for note in notes) * ("/N" in keys)
    return without + hollow + (listed is None and "/Annots" in keys)


def _parts_lost(thing: pikepdf.Object, keys: set[str]) -> int:
    if isinstance(thing, pikepdf.Stream):
        return len({key for key in _OF_PICTURES & keys if key not in thing}) * (thing.get("/Subtype") == "/Image")
    if not isinstance(thing, pikepdf.Dictionary) or thing.get("/Type") != "/Font":
        return 0
    below = [each for each in items(thing.get("/DescendantFonts")) if isinstance(each, pikepdf.Dictionary)]
    return sum(_font_lost(each, keys) for each in (thing, *below))


def _font_lost(font: pikepdf.Object, keys: set[str]) -> int:
    lost = len({key for key in _OF_FONTS & keys if key not in font})
    descriptor = font.get("/FontDescriptor")
    hollow = isinstance(descriptor, pikepdf.Dictionary) and not any(each in descriptor for each in _FONT_FILES)
    return lost + (hollow and bool(_FONT_FILES & keys))
