from __future__ import annotations

from functools import partial

from cases.gateways.transports import demo

delay = partial(demo.minutes, system="sio", least=6)
answer = partial(demo.verdict, system="sio", against="Имеются сведения, требующие проверки.")
