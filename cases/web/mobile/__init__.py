"""Signing by eGov Mobile: the pages of the browser that asks and waits, and the two calls of the telephone.

to_telephone.py   from a page that is to be signed to a request, and to the page that waits
waiting.py        the page that waits: QR code, link, code to compare; then the way on with the signatures
calls.py          the telephone's side, without cookies: call 1, call 2, the answer
"""

from cases.web.mobile.to_telephone import ask_telephone, is_offered, is_requested, way_of

__all__ = ["ask_telephone", "is_offered", "is_requested", "way_of"]
