"""Pictures that are written into what a page draws (PDF 32000-1, 8.9.7): small ones, seals and signatures as a rule."""

from collections.abc import Iterator

import pikepdf

# Glyphs of a font are written so too; less than this shows no damage.
LEAST_SIDE = 64


def pictures(content: bytes, holder: pikepdf.Pdf) -> Iterator[pikepdf.Stream]:
    """Each as a picture by itself, within `holder`; none where qpdf can not read the content: the drawing decides."""
    try:
        written = pikepdf.parse_content_stream(pikepdf.Stream(holder, content))
    except pikepdf.PdfError:
        return
    for each in written:
        if isinstance(each, pikepdf.ContentStreamInlineImage):
            picture = each.iimage
            if min(picture.width, picture.height) >= LEAST_SIDE:
                yield _by_itself(picture, holder)


def _by_itself(picture: pikepdf.PdfInlineImage, holder: pikepdf.Pdf) -> pikepdf.Stream:
    stream = pikepdf.Stream(holder, b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    for key, value in picture.obj.items():
        if key not in ("/Filter", "/DecodeParms"):
            stream[key] = value
    filters = [pikepdf.Name(name) for name in picture.filters]
    data = picture._data._inline_image_raw_bytes()
    if not filters:
        stream.write(data)
        return stream
    named = [pikepdf.Dictionary(each) if each else None for each in picture.decode_parms]
    parms = [*named, *[None] * (len(filters) - len(named))]
    stream.write(data, filter=pikepdf.Array(filters), decode_parms=pikepdf.Array(parms) if any(parms) else None)
    return stream
