"""What a PDF has beside its pages and decides how they look: filled-in fields, and layers that are switched off.

Pages copied without them are drawn otherwise: a viewer draws no field that its form does not know, and every layer.
"""

import pikepdf
from pikepdf import Array, Dictionary, Name


def add_pages(pdf: pikepdf.Pdf, part: pikepdf.Pdf) -> None:
    """All pages of `part` behind those of `pdf`, with fields and layers."""
    pdf.add_pages_from(part)
    if isinstance(part.Root.get("/OCProperties"), Dictionary):
        _add_layers(pdf, part)


def _add_layers(pdf: pikepdf.Pdf, part: pikepdf.Pdf) -> None:
    # Of an indirect object qpdf knows that its layers are those of the pages copied before.
    came = pdf.copy_foreign(part.make_indirect(part.Root.OCProperties))
    if "/OCProperties" not in pdf.Root:
        pdf.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary(BaseState=Name.ON, OFF=Array(), AS=Array()))
    layers = pdf.Root.OCProperties
    chosen = came.get("/D", Dictionary())
    layers.OCGs.extend(_listed(came, "/OCGs"))
    layers.D.OFF.extend(_off(came, chosen))
    layers.D.AS.extend(_listed(chosen, "/AS"))


def _off(layers: pikepdf.Object, chosen: pikepdf.Object) -> list[pikepdf.Object]:
    if chosen.get("/BaseState") != Name.OFF:
        return _listed(chosen, "/OFF")
    on = {each.objgen for each in _listed(chosen, "/ON")}
    return [each for each in _listed(layers, "/OCGs") if each.objgen not in on]


def _listed(holder: pikepdf.Object, key: str) -> list[pikepdf.Object]:
    entry = holder.get(key)
    return list(entry) if isinstance(entry, Array) else []  # type: ignore[call-overload]
