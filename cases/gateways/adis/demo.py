from __future__ import annotations

from functools import partial

from cases.gateways.transports import demo

delay = partial(demo.minutes, system="adis", least=4)
answer = partial(demo.verdict, system="adis", against="Дактилоскопическая регистрация не найдена.")
