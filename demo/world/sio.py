from __future__ import annotations

from functools import partial

from demo.world import chance

delay = partial(chance.minutes, system="sio", least=6)
answer = partial(chance.verdict, system="sio", against="Имеются сведения, требующие проверки.")
