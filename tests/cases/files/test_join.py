"""Several files for one document become one PDF, in the order given."""

import io

import pikepdf
import pytest
from django.test import override_settings
from pikepdf import Array, Dictionary, Name, String

from cases.files import BadFile, CleanFile, inspect, join
from tests import bad_files, odd_files
from tests.cases.files.test_odd_pdfs import pictures, same


def part(data: bytes) -> CleanFile:
    return inspect(io.BytesIO(data), "part", "cv", caged=False)


def pages(count: int) -> CleanFile:
    return part(odd_files.plainly(odd_files.drawn_pdf(count)))


@pytest.mark.parametrize("caged", [True, False])
def test_binds_pictures_and_pages_in_the_order_given(caged: bool) -> None:
    parts = [part(odd_files.photo()), pages(2), part(bad_files.picture("PNG", (200, 300), "RGBA"))]
    bound = join(parts, "паспорт.zip", caged=caged)
    assert (bound.mime, bound.pages, bound.name) == ("application/pdf", 4, "паспорт.pdf")
    assert (bound.original, bound.original_extension) == (bound.data, "pdf")
    with pikepdf.open(io.BytesIO(bound.data)) as pdf:
        sizes = [tuple(round(float(side)) for side in page.mediabox[2:]) for page in pdf.pages]
    assert sizes == [(842, 632), (595, 842), (595, 842), (561, 842)]
    for shown, wanted in zip(pictures(bound.data)[1:3], pictures(parts[1].data), strict=True):
        assert same(shown, wanted)


def test_turns_the_order_with_the_parts() -> None:
    first, other = pages(1), part(odd_files.photo())
    assert join([first, other], "a", caged=False).sha256 != join([other, first], "a", caged=False).sha256
    assert join([first, other], "a", caged=False).sha256 == join([first, other], "b", caged=False).sha256


def test_keeps_the_jpeg_as_it_is() -> None:
    photo = part(odd_files.photo())
    with pikepdf.open(io.BytesIO(join([photo], "a", caged=False).data)) as pdf:
        assert pdf.pages[0].Resources.XObject.Im0.read_raw_bytes() == photo.data


def test_hands_the_notices_of_the_parts_on() -> None:
    bound = join([part(odd_files.heic()), part(odd_files.wrong_length())], "a", caged=False)
    assert [notice["code"] for notice in bound.notices] == ["converted", "repaired"]


def refusal(parts: list[CleanFile]) -> BadFile:
    with pytest.raises(BadFile) as caught:
        join(parts, "a", caged=False)
    assert str(caught.value)
    return caught.value


def test_refuses_what_is_too_much() -> None:
    photo = part(bad_files.picture())
    assert refusal([]).code == "empty"
    assert refusal([photo] * 51).code == "too_many_parts"
    assert refusal([part(bad_files.plain_pdf(150))] * 2).code == "too_many_pages"
    with override_settings(DNR_UPLOAD_MAX_BYTES=photo.size // 2):
        assert refusal([photo, photo]).code == "joined_too_large"


def sheet(*, field: str = "", layer: str = "") -> CleanFile:
    """A page with a filled-in field, or with a red square on a layer switched off by "OFF" or by its base state."""
    pdf = pikepdf.open(io.BytesIO(odd_files.plainly(odd_files.drawn_pdf(1))))
    page = pdf.pages[0].obj
    if field:
        text = f"/Tx BMC BT /Helv 14 Tf 2 5 Td ({field}) Tj ET EMC".encode()
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        fonts = Dictionary(Font=Dictionary(Helv=pdf.make_indirect(font)))
        look = pdf.make_stream(text, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 300, 20], Resources=fonts)
        widget = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("name"),
            V=String(field),
            F=4,
            Rect=[50, 200, 350, 220],
            DA=String("/Helv 14 Tf 0 g"),
            AP=Dictionary(N=look),
        )
        page.Annots = Array([pdf.make_indirect(widget)])
        pdf.Root.AcroForm = Dictionary(Fields=page.Annots, DR=fonts, DA=String("/Helv 14 Tf 0 g"))
    if layer:
        hidden = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("stamp")))
        chosen = Dictionary(OFF=[hidden]) if layer == "OFF" else Dictionary(BaseState=Name.OFF, ON=Array())
        pdf.Root.OCProperties = Dictionary(OCGs=[hidden], D=chosen)
        page.Resources.Properties = Dictionary(Hidden=hidden)
        pdf.pages[0].contents_add(b"/OC /Hidden BDC 1 0 0 rg 50 50 200 200 re f EMC")
    out = io.BytesIO()
    pdf.save(out)
    return part(out.getvalue())


def test_filled_in_fields_and_hidden_layers_stay_as_they_are() -> None:
    parts = [
        pages(1),
        sheet(field="JOHN SMITH"),
        sheet(layer="OFF"),
        sheet(field="JANE SMITH"),
        sheet(layer="base"),
    ]
    alone = [shown for each in parts for shown in pictures(each.data)]
    for order in (parts, parts[::-1]):
        shown = pictures(join(order, "a", caged=False).data)
        assert all(map(same, shown, alone if order is parts else alone[::-1]))
    assert not same(alone[1], alone[3]), "the fields are drawn, each with its own text"
