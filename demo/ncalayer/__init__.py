"""A stand-in for NCALayer: its WebSocket protocol on loopback, with the demo people's keys and every way to fail.

protocol.py  requests and their answers (module kz.gov.pki.knca.basics)
older.py     the same of the module before it (kz.gov.pki.knca.commonUtils)
xml.py       documents signed inside
modes.py     which key signs, and each way to fail
server.py    the WebSocket, and a page to choose who signs
"""

from demo.ncalayer.modes import MODES
from demo.ncalayer.server import Standin

__all__ = ["MODES", "Standin"]
