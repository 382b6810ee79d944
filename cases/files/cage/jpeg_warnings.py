"""What libjpeg warns of while it decodes ("bad Huffman code", "premature end", "extraneous bytes before marker").

Called through qpdf, whose decoder for the pictures of a PDF takes each of these warnings for an error
(`dct_throw_on_corrupt_data`, on unless somebody turns it off).
"""

import pikepdf

_WARNED = "corrupt"


def warns(data: bytes) -> bool | None:
    """None: there is no answer, as the picture is of a kind that qpdf does not decode, or too large for the memory."""
    with pikepdf.new() as pdf:
        picture = pikepdf.Stream(pdf, data, Filter=pikepdf.Name.DCTDecode)
        try:
            picture.get_stream_buffer(pikepdf.StreamDecodeLevel.all)
        except (pikepdf.PdfError, RuntimeError, MemoryError) as error:
            return True if _WARNED in str(error) else None
    return False
