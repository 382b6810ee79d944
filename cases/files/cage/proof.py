"""Proof that a page lost nothing: drawn small from the received and from the stored bytes, and compared.

Both are drawn by pdfium, which reads PDFs for itself: what qpdf made of a broken file is seen by other eyes. Pages for
which there is no time to draw are compared by their pictures (`placed`), those of a sound file by all that they draw
(`copies`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pypdfium2
from PIL import Image, ImageChops

from .budget import DRAWING, Budget
from .copies import check_copied, unchanged_pages
from .opening import with_its_index_rebuilt
from .placed import Placed, placements
from .refusal import Refusal

# Pixels of the longer side: a line of text is some three pixels high, a word of it some twenty grey ones.
SIDE = 420
# Grey levels, of 256, that a redrawn edge may differ by; and how many pixels of 100,000 may differ by more.
SHADE = 40
STRAY = 30

Drawing = Image.Image | None
"""None: the page can not be drawn."""


class Drawings:
    """Pages of a file, which is opened and drawn on demand."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._opened: pypdfium2.PdfDocument | None = None

    @cached_property
    def document(self) -> pypdfium2.PdfDocument | None:
        try:
            self._opened = pypdfium2.PdfDocument(self.data)
            # Without it fields are not drawn. This build of pdfium knows neither scripts nor XFA.
            self._opened.init_forms()
        except pypdfium2.PdfiumError:
            return None
        return self._opened

    def __len__(self) -> int:
        return len(self.document) if self.document else 0

    def draw(self, number: int) -> Drawing:
        """`number` counts from 0. Comments and fields are drawn as their own drawings have them; scripts never run."""
        if (page := self._page(number)) is None:
            return None
        width, height = page.get_size()
        if not (width > 0 and height > 0):
            return None
        bitmap = page.render(scale=SIDE / max(width, height), grayscale=True, draw_annots=True)
        drawn = bitmap.to_pil().copy()
        bitmap.close()
        page.close()
        return drawn

    def placed(self, number: int) -> list[Placed] | None:
        if (page := self._page(number)) is None:
            return None
        try:
            return placements(page)
        finally:
            page.close()

    def _page(self, number: int) -> pypdfium2.PdfPage | None:
        try:
            return self.document[number] if self.document and number < len(self.document) else None
        except pypdfium2.PdfiumError:
            return None

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()


@dataclass(slots=True)
class PageProof:
    """Numbers of pages, from 1."""

    left: list[int] = field(default_factory=list)
    """Pages neither compared in any way nor inspected as a whole."""
    blank: list[int] = field(default_factory=list)
    """Drawn pages with nothing on them."""
    appeared: list[int] = field(default_factory=list)
    """Drawn pages with content that had none before."""


def prove(
    before: bytes, after: bytes, *, mended: bool, page_missing: bool, also: Callable[[int, bool], None], budget: Budget
) -> PageProof:
    """Raises Refusal("page_differs") for the first page that looks otherwise or can not be drawn any more;
    Refusal("too_complex") where a file that was mended has a page that there is no time to compare.

    `page_missing`: a page may have had no object; then the file's own count of its pages is used. `also` is called
    of each page, from 0, and whether there is time.
    """
    came, cleaned, rebuilt = Drawings(before), Drawings(after), Drawings(with_its_index_rebuilt(before))
    proof, undrawn = PageProof(), list[int]()
    try:
        _check_count(came, cleaned, page_missing)
        for number in range(len(cleaned)):
            in_time = not budget.is_spent()
            also(number, in_time)
            if not in_time:
                proof.left.append(number + 1)
            if not budget.is_spent(DRAWING):
                _draw(came, cleaned, rebuilt, number, mended, proof)
            elif not _is_placed(came, cleaned, rebuilt, number, mended):
                undrawn.append(number)
    finally:
        for each in (came, cleaned, rebuilt):
            each.close()
    if undrawn and mended:
        raise Refusal("too_complex")
    proof.left = sorted({*proof.left, *(number + 1 for number in {*undrawn} - unchanged_pages(before, after, undrawn))})
    return proof


def _is_placed(came: Drawings, cleaned: Drawings, rebuilt: Drawings, number: int, mended: bool) -> bool:
    pictures = cleaned.placed(number)
    if pictures is None or pictures == came.placed(number):
        return pictures is not None
    return mended and pictures == rebuilt.placed(number)


def _draw(came: Drawings, cleaned: Drawings, rebuilt: Drawings, number: int, mended: bool, proof: PageProof) -> None:
    """Raises Refusal."""
    was, now = came.draw(number), cleaned.draw(number)
    if not _is_proved(was, now, rebuilt, number, mended):
        raise Refusal("page_differs", page=number + 1)
    if now is not None and _is_blank(now):
        proof.blank.append(number + 1)
    elif was is None or _is_blank(was):
        proof.appeared.append(number + 1)


def prove_bound(sources: Sequence[tuple[bytes, int] | None], after: bytes) -> None:
    """The same for a PDF bound from several. `sources`: for each page the PDF and the page it came from; None for a
    page made of a picture. When the budget is spent, the rest is compared object by object instead (`copies`)."""
    cleaned, open_now, budget = Drawings(after), (b"", Drawings(b"")), Budget()
    try:
        for number, source in enumerate(sources):
            if source is None:
                continue
            if budget.is_spent():
                check_copied(sources, after, number)
                return
            if source[0] is not open_now[0]:
                open_now[1].close()
                open_now = (source[0], Drawings(source[0]))
            if not _is_same(open_now[1].draw(source[1]), cleaned.draw(number)):
                raise Refusal("page_differs", page=number + 1)
    finally:
        cleaned.close()
        open_now[1].close()


def _is_proved(came: Drawing, cleaned: Drawing, rebuilt: Drawings, number: int, mended: bool) -> bool:
    """A page stays blank only where both ways of reading what came leave it blank, however little was on it."""
    if cleaned is not None and _is_blank(cleaned):
        drawn = [each for each in (came, rebuilt.draw(number)) if each is not None]
        return bool(drawn) and all(map(_is_blank, drawn))
    return _is_same(came, cleaned) or (mended and _same(rebuilt.draw(number), cleaned))


def _check_count(came: Drawings, cleaned: Drawings, page_missing: bool) -> None:
    """Pages beyond ours that can be drawn are lost; those that can not are a wrong count of the file's own."""
    for number in range(len(cleaned), min(len(came), len(cleaned) + 20)):
        if page_missing or came.draw(number) is not None:
            raise Refusal("page_differs", page=number + 1)


def _is_same(came: Drawing, cleaned: Drawing) -> bool:
    """A page that shows now and did not before was mended; that none can draw is no proof of anything."""
    if cleaned is None:
        return False
    if came is None or _is_blank(came):
        return came is not None or not _is_blank(cleaned)
    return _same(came, cleaned)


def _is_blank(drawing: Image.Image) -> bool:
    low, high = drawing.getextrema()
    return low == high


def _same(drawn: Drawing, other: Drawing) -> bool:
    if drawn is None or other is None or drawn.size != other.size:
        return False
    differing = ImageChops.difference(drawn, other).histogram()[SHADE:]
    return sum(differing) * 100_000 <= STRAY * drawn.width * drawn.height
