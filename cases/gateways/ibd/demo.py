from __future__ import annotations

from functools import partial

from cases.gateways.transports import demo

delay = partial(demo.minutes, system="ibd", least=3)
answer = partial(demo.verdict, system="ibd", against="Имеются сведения о неисполненном административном взыскании.")
